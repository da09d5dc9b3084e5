import { CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** Something of the stacks that a local endpoint refuses, failing the whole deployment. */
interface Gap {
  readonly what: string;
  readonly refuses: (resource: CfnResource) => boolean;
}

/** Tried on MiniStack 1.5.33. One such resource fails the deployment. */
const gaps: readonly Gap[] = [
  {
    what: 'alarms that compute a rate (metric math)',
    refuses: (resource) => resource instanceof CfnAlarm && resource.metrics !== undefined,
  },
];

/**
 * The stacks as a local endpoint can take them: everything but what it refuses, which is listed.
 * Nothing else in `lib/` knows that such endpoints exist.
 */
export class LocalEndpoint implements IAspect {
  readonly leftOut: { readonly what: string; readonly path: string }[] = [];
  readonly #url: string;

  /** @param url as the machine that sends webhooks reaches it, `http://localhost:4566` */
  constructor(url: string) {
    if (!URL.canParse(url) || new URL(url).pathname !== '/') {
      throw new Error(
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
    const gap = gaps.find(({ refuses }) => refuses(node));
    if (gap === undefined) return;
    this.leftOut.push({ what: gap.what, path: node.node.path });
    node.node.scope?.node.tryRemoveChild(node.node.id);
  }
}
