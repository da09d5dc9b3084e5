import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { DeadLetters } from '../../bin/stage/dead-letters.ts';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { repositoryDirectory } from '../../bin/local/repository.ts';
import { toQueueRecord } from '../../lambdas/processor/sqs-event.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { testEndpointUrl } from '../support/local-tables.ts';
import type { EnvironmentAnswer, EnvironmentSettings } from '../support/processor-environment.ts';

const poison = 'evt_poison';
const innocent = ['evt_1', 'evt_2', 'evt_3', 'evt_4'];

let world: DeadLetterWorld;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());

function startEnvironment(maxAttempts: number): ChildProcess {
  const { tables, queueUrl, deadLetterQueueUrl } = world;
  const settings: EnvironmentSettings = {
    tables: { events: tables.events, idempotency: tables.idempotency },
    queueUrl,
    deadLetterQueueUrl,
    maxAttempts,
    poison,
  };
  return fork(
    join(repositoryDirectory, 'test/support/processor-environment.ts'),
    [JSON.stringify(settings)],
    { env: { ...wholeEnvironment(), NODE_OPTIONS: '' }, execArgv: [] },
  );
}

/** As Lambda polls a queue: up to ten messages, hidden for longer than a run can take. */
async function receive(): Promise<QueueRecord[]> {
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: world.queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 2,
      VisibilityTimeout: 600,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }),
  );
  return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) =>
    toQueueRecord({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
    } as never),
  );
}

/** Undefined where it died of it. */
async function invoke(
  environment: ChildProcess,
  batch: readonly QueueRecord[],
): Promise<EnvironmentAnswer | undefined> {
  environment.send(batch);
  const [answer] = (await Promise.race([
    once(environment, 'message'),
    once(environment, 'exit').then(() => [undefined]),
  ])) as [EnvironmentAnswer | undefined];
  return answer;
}

/** The time that a dead environment's messages stay hidden and its leases run, gone by at once. */
async function letTimePass(batch: readonly QueueRecord[]): Promise<void> {
  const TableName = world.tables.idempotency;
  const { Items = [] } = await world.dynamoDb.send(new ScanCommand({ TableName }));
  for (const { id, status } of Items) {
    if (id === undefined || status?.S !== 'INPROGRESS') continue;
    await world.dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: { id },
        UpdateExpression: 'SET in_progress_expiration = :past',
        ExpressionAttributeValues: { ':past': { N: '1' } },
      }),
    );
  }
  for (const { receiptHandle: ReceiptHandle } of batch) {
    const { queueUrl: QueueUrl } = world;
    await world.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  }
}

/** Works as Lambda does until the queue is empty. @returns which handlers began, batch by batch */
async function workThrough(maxAttempts: number): Promise<{ kills: number; began: string[][] }> {
  const began: string[][] = [];
  let kills = 0;
  let environment = startEnvironment(maxAttempts);
  try {
    for (;;) {
      const batch = await receive();
      if (batch.length === 0) return { kills, began };
      const answer = await invoke(environment, batch);
      if (answer === undefined) {
        kills += 1;
        environment = startEnvironment(maxAttempts);
        await letTimePass(batch);
        continue;
      }
      began.push([...answer.began]);
      for (const { messageId, receiptHandle: ReceiptHandle } of batch) {
        if (answer.kept.includes(messageId)) continue;
        const { queueUrl: QueueUrl } = world;
        await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  } finally {
    environment.kill('SIGKILL');
  }
}

describe('an event whose handler kills its environment', () => {
  it('is given up after its attempts, and costs the events beside it none of theirs', async () => {
    // The strictest case: an innocent event that lost one attempt would be dead.
    const maxAttempts = 1;
    const send = (id: string) =>
      world.sqs.send(new SendMessageCommand({ QueueUrl: world.queueUrl, MessageBody: textOf(id) }));
    await Promise.all([...innocent, poison].map(send));

    const { kills, began } = await workThrough(maxAttempts);

    // Once beside the others, then alone until its attempts are used up.
    expect(kills).toBe(1 + maxAttempts);
    expect(began.every((handlers) => handlers.length <= 1)).toBe(true);
    expect(began.flat().sort()).toEqual(innocent);
    const letters = new DeadLetters(localClientConfig(testEndpointUrl()), world.stage);
    expect(await letters.receive(integration)).toMatchObject([
      {
        eventId: poison,
        reason: 'attempts-exhausted',
        attempts: maxAttempts,
        lastError: expect.stringContaining('ended with its environment'),
      },
    ]);
  }, 120_000);
});
