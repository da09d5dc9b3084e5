import { CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from './configuration-error.ts';

/**
 * Types of resources that a local endpoint refuses; one of them fails the whole deployment. Tried on
 * MiniStack 1.5.33. Some are not in use today: whoever adds one need not know of this file.
 */
const refusedTypes: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget': 'budgets',
  'AWS::CloudWatch::AnomalyDetector': 'anomaly detectors',
  'AWS::CloudWatch::CompositeAlarm': 'composite alarms',
  'AWS::Events::Archive': 'event archives',
  'AWS::Logs::QueryDefinition': 'saved log queries',
  'AWS::SecretsManager::ResourcePolicy': 'policies of secrets',
  'AWS::SecretsManager::RotationSchedule': 'rotation of secrets',
  'AWS::WAFv2::WebACLAssociation': 'web application firewalls',
};

/** What kind of thing the endpoint cannot take; undefined for everything else. */
function refused(resource: CfnResource): string | undefined {
  if (resource instanceof CfnAlarm && resource.metrics !== undefined) {
    return 'alarms on a rate (metric math)';
  }
  return refusedTypes[resource.cfnResourceType];
}

/**
 * The stacks as a local endpoint can take them: everything but what it refuses, which is listed.
 * Nothing else in `lib/` knows that such endpoints exist.
 *
 * What is left out must be referred to by name: a reference to it would dangle.
 */
export class LocalEndpoint implements IAspect {
  readonly leftOut: { readonly what: string; readonly path: string }[] = [];
  readonly #url: string;

  /** @param url as the machine that sends webhooks reaches it, `http://localhost:4566` */
  constructor(url: string) {
    if (!URL.canParse(url) || new URL(url).pathname !== '/') {
      throw new ConfigurationError(
        `-c localEndpoint: expected the endpoint's address, such as "http://localhost:4566"; got "${url}".`,
      );
    }
    this.#url = url.replace(/\/$/, '');
  }

  /** Address of an API there; its `execute-api` host name does not resolve everywhere. */
  apiAddress(apiId: string): string {
    return `${this.#url}/_aws/execute-api/${apiId}/$default`;
  }

  /** One line for each kind of thing that was left out, for the person who deploys. */
  describeLeftOut(): string[] {
    const byKind = Object.groupBy(this.leftOut, ({ what }) => what);
    return Object.entries(byKind).map(
      ([what, left = []]) => `Left out at this endpoint: ${what} (${String(left.length)})`,
    );
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource)) return;
    const what = refused(node);
    if (what === undefined) return;
    this.leftOut.push({ what, path: node.node.path });
    node.node.scope?.node.tryRemoveChild(node.node.id);
  }
}
