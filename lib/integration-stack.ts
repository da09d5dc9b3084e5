import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { limitsOf } from '../lambdas/contract/integration-limits.ts';
import { IntegrationSecrets } from './constructs/integration-secrets.ts';
import { Processor } from './constructs/processor.ts';
import type { LocatedIntegration } from './located-integration.ts';
import { Alarms } from './monitoring/alarms/alarms.ts';
import { essentialAlarms, furtherAlarms } from './monitoring/alarms/integration-alarms.ts';
import { bodyBucketName, integrationNames, stageNames as namesOfStage } from './names.ts';
import type { Stage } from './resolve-stage.ts';

export interface IntegrationStackProps extends StackProps {
  readonly stage: Stage;
  readonly integration: LocatedIntegration;
}

/** Everything that belongs to one integration. Refers to the core, and to no other, by name. */
export class IntegrationStack extends Stack {
  constructor(scope: Construct, id: string, props: IntegrationStackProps) {
    const { stage, integration, ...stackProps } = props;
    const { name, forward } = integration.definition;
    super(scope, id, {
      description: `Breakwater, stage ${stage.name}: integration ${name}`,
      terminationProtection: stage.config.data === 'keep',
      ...stackProps,
    });
    const { config } = stage;
    const names = integrationNames(stage.name, name);
    const stageNames = namesOfStage(stage.name);

    const secrets = new IntegrationSecrets(this, 'Secrets', {
      names,
      forwards: forward !== undefined,
      config,
    });
    new Processor(this, 'Processing', {
      stage,
      stageNames,
      names,
      integration,
      bodyBucketName: bodyBucketName(stage.name, this.account, this.region),
      forwardSecret: secrets.forward,
    });
    const alarmScope = { stage: stage.name, stageNames, settings: config };
    const { timeoutSeconds } = limitsOf(integration.definition);
    const subject = { integration: name, names, timeout: Duration.seconds(timeoutSeconds) };
    new Alarms(
      this,
      'Alarms',
      [
        ...essentialAlarms(alarmScope, subject),
        ...(config.alarmsPerIntegration ? furtherAlarms(alarmScope, subject) : []),
      ],
      { subject: names.stack, ...alarmScope },
    );

    const baseUrl = StringParameter.valueForStringParameter(this, stageNames.baseUrlParameter);
    new CfnOutput(this, 'WebhookUrl', {
      value: `${baseUrl}/webhooks/${name}`,
      description: 'Give this URL to the provider',
    });
    new CfnOutput(this, 'NextStep', {
      value: `Put the provider's signing secret in: npm run breakwater -- secret add ${name} --stage ${stage.name}`,
      description: 'Until then this URL answers 503, and providers try again',
    });
    const credentials = upstreamSecretNames(integration.definition);
    if (credentials.length > 0) {
      new CfnOutput(this, 'UpstreamSecrets', {
        value: credentials
          .map(
            (secret) =>
              `npm run breakwater -- secret add --upstream ${secret} --stage ${stage.name}`,
          )
          .join(' ; '),
        description:
          'Credentials of its upstreams; until they are there, events that call them wait',
      });
    }
  }
}

/** Names of the secrets that its upstreams are called with. */
function upstreamSecretNames({ upstreams = {} }: Integration): string[] {
  return [
    ...new Set(Object.values(upstreams).flatMap(({ credential }) => credential?.secret ?? [])),
  ];
}
