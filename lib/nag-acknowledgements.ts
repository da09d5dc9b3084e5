import { Validations, type Stack } from 'aws-cdk-lib';
import { archivePrefix } from '../lambdas/dead-letters/dead-letter-archive.ts';
import { integrationNames, stageNames } from './names.ts';
import type { Stage } from './resolve-stage.ts';

/** Findings of cdk-nag's AwsSolutions that stand, each with its reason. */

type Findings = Readonly<Record<string, string>>;

/** ARN as cdk-nag spells it in a finding. */
const inThisAccount = (service: string, resource: string) =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
const bodiesOf = (stage: string) =>
  `arn:<AWS::Partition>:s3:::breakwater-${stage}-bodies-<AWS::AccountId>-<AWS::Region>`;

export function acknowledgeCore(stack: Stack, { name: stage, config }: Stage): void {
  const { signingSecretPrefix, processorPrefix, eventTable, ...names } = stageNames(stage);
  acknowledge(stack, {
    [wildcard('*')]: config.tracing ? `${listing} ${tracing}` : listing,
    S1:
      'Bodies are written and read by functions of ours alone, which log it; access logs would be a ' +
      'second bucket that grows with every webhook.',
    APIG4: 'Providers prove themselves by signature, which only the verifier can check.',
    [wildcard(inThisAccount('sqs', `${names.queuePrefix}*`))]:
      'Queues of integrations come and go without a change to the functions of the core; the prefix is the stage.',
    [wildcard(inThisAccount('secretsmanager', `secret:${signingSecretPrefix}*`))]:
      'Signing secrets of integrations come and go without a change to the verifier; forward secrets ' +
      'have another prefix.',
    [wildcard(inThisAccount('sqs', `${names.deadLetterQueuePrefix}*`))]:
      'Dead-letter queues come and go without a change to the functions of the core; the prefix is the stage.',
    [wildcard(inThisAccount('sqs', `${names.holdQueuePrefix}*`))]:
      'Hold queues come and go with upstreams; the prefix is the stage.',
    [wildcard(inThisAccount('lambda', `function:${processorPrefix}*`))]:
      'Processors come and go without a change to the governor; the prefix is the stage.',
    [wildcard(inThisAccount('lambda', 'event-source-mapping:*'))]:
      'The names of mappings are made by Lambda; a condition holds it to the processors of this stage.',
    [wildcard(inThisAccount('dynamodb', `table/${eventTable}/index/*`))]:
      'The indexes of one table. Read only.',
    [wildcard(`${bodiesOf(stage)}/*`)]:
      'The key of a body is made when it arrives. The verifier may write only; a replay from the ' +
      'dashboard copies a body onto itself, so that its time begins anew.',
    [wildcard(inThisAccount('cloudwatch', 'alarm:*'))]:
      'CloudWatch tells which alarms are in ALARM only to those who may see all. Read only.',
  });
}

export function acknowledgeHolds(stack: Stack): void {
  acknowledge(stack, {
    SQS3:
      'A hold queue is emptied by the governor, which sends each event back to a queue that has a ' +
      'dead-letter queue; receiving it often is no reason to give it up.',
  });
}

export function acknowledgeIntegration(
  stack: Stack,
  { name: stage, config }: Stage,
  integration: string,
): void {
  const { bodyKeyPrefix } = integrationNames(stage, integration);
  acknowledge(stack, {
    ...(config.tracing && { [wildcard('*')]: tracing }),
    SMG4: 'The provider issues the secret, or the receiver of forwards holds it: both rotate by a person.',
    [wildcard(`${bodiesOf(stage)}/${bodyKeyPrefix}*`)]:
      'The keys of its bodies are made when they arrive; the prefix is the integration. Read only.',
    [wildcard(`${bodiesOf(stage)}/${archivePrefix(integration)}*`)]:
      'A dead letter is archived under a key made of its content. Write only.',
  });
}

const tracing = 'X-Ray knows no resources. A house rule sees to it that nothing else is so wide.';
const listing =
  'Lambda knows no resources for listing mappings. A house rule sees to it that nothing else is so wide.';

function wildcard(resource: string): string {
  return `IAM5[Resource::${resource}]`;
}

function acknowledge(stack: Stack, findings: Findings): void {
  Validations.of(stack).acknowledge(
    ...Object.entries(findings).map(([rule, reason]) => ({
      id: `AwsSolutions::AwsSolutions-${rule}`,
      reason,
    })),
  );
}
