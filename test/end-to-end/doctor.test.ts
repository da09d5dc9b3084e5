import { describe, expect, it } from '@jest/globals';
import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { integrationNames } from '../../lib/names.ts';
import { breakwater } from '../support/run-breakwater.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const integration = 'examined';
const { processorFunction, queue, signingSecret } = integrationNames(stage.name, integration);

interface Report {
  readonly findings: readonly { check: string; subject: string; problem: string; mend: string }[];
  readonly unchecked: readonly { check: string; why: string }[];
}

async function examine(...words: string[]) {
  const run = await breakwater('doctor', '--stage', stage.name, '--json', ...words);
  const { findings, unchecked } = run.json() as Report;
  return { status: run.status, findings, unchecked };
}

/** As people do it by hand, in consoles. */
async function breakIt(): Promise<void> {
  const sqs = new SQSClient(stage.config);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const Attributes = { VisibilityTimeout: '1', MessageRetentionPeriod: '345600' };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

  const lambda = new LambdaClient(stage.config);
  const { EventSourceMappings: [mapping] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: processorFunction }),
  );
  // The governor would enable a disabled one again; how it reports failures is not its business.
  await lambda.send(
    new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, FunctionResponseTypes: [] }),
  );

  await new CloudWatchLogsClient(stage.config).send(
    new DeleteRetentionPolicyCommand({ logGroupName: `/aws/lambda/${processorFunction}` }),
  );
  await new SecretsManagerClient(stage.config).send(
    new PutSecretValueCommand({ SecretId: signingSecret, SecretString: 'changeme' }),
  );
}

describe('doctor', () => {
  it('finds a fresh deployment as this checkout says, and says what a local endpoint cannot show', async () => {
    const { findings, unchecked } = await examine();
    expect(findings.filter(({ check }) => check === 'versions')).toEqual([]);
    expect(findings.filter(({ subject }) => subject === integration)).toEqual([]);
    expect(unchecked.map(({ check }) => check)).toContain('alarms');
  }, 120_000);

  it('finds what somebody changed by hand, and ends with status 1', async () => {
    await breakIt();
    const { status, findings } = await examine('--deployed');
    expect(status).toBe(1);
    const own = findings.filter(({ subject }) => subject === integration);
    expect(own.map(({ check, problem }) => `${check}: ${problem}`).sort()).toEqual([
      expect.stringMatching(/^logs: .* for ever/),
      expect.stringMatching(/^mappings: one failing event takes its whole batch along/),
      expect.stringMatching(/^queues: its queue drops what is older than 4 days/),
      expect.stringMatching(/^queues: its queue hides a received event for 1 s/),
      expect.stringMatching(/^secrets: .* placeholder/),
    ]);
  }, 60_000);
});
