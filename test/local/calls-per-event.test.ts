import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { DynamoDbSlotStore } from '../../lambdas/breaker/dynamodb-slot-store.ts';
import { DynamoDbPauses } from '../../lambdas/governor/dynamodb-pauses.ts';
import { eventCosts, lookCost } from '../../bin/docs/costs/measured.ts';
import type { EventCost, EventStory } from '../../bin/docs/costs/measured.ts';
import { PermanentError } from '../../lambdas/contract/errors.ts';
import type { AnyHandledIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../lambdas/contract/define-upstream.ts';
import { deadLetterId } from '../../lambdas/dead-letters/dead-letter-id.ts';
import { clear, planFor } from '../../lambdas/operations/clear-integration.ts';
import { DeadLetterOffice } from '../../lambdas/operations/dead-letter-office.ts';
import { readStage } from '../../lambdas/operations/read-stage.ts';
import { StageHolds } from '../../lambdas/operations/stage-holds.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import { runForward } from '../../lambdas/processor/forward.ts';
import { toSigningSecret } from '../../lambdas/processor/forward-secret.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import type { RunHandler } from '../../lambdas/processor/run-handler.ts';
import { powertoolsLog } from '../../lambdas/runtime/logger.ts';
import { powertoolsMetrics } from '../../lambdas/runtime/powertools-metrics.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { answerWebhook } from '../../lambdas/verifier/answer-webhook.ts';
import { awsMeter, itemBytes } from '../support/aws-meter.ts';
import { environmentGate } from '../support/breaker-fleet.ts';
import { callDependencies } from '../support/call-dependencies.ts';
import { deadLetterWorld } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { createTable, testEndpointUrl } from '../support/local-tables.ts';
import { processorWorld, queueRecord } from '../support/processor-world.ts';
import { acts, startUpstream } from '../support/upstream-server.ts';
import type { UpstreamServer } from '../support/upstream-server.ts';
import { acme, signed, verifier } from '../support/verifier.ts';

const clock = fakeClock(Date.now());
let world: DeadLetterWorld;
let breakers: Awaited<ReturnType<typeof createTable>>;
let server: UpstreamServer;
let meter: ReturnType<typeof awsMeter>;
let logged = 0;

beforeAll(async () => {
  world = await deadLetterWorld();
  breakers = await createTable(world.dynamoDb, 'pk', 'sk');
  server = await startUpstream(acts());
  meter = awsMeter(world.dynamoDb, world.sqs, world.s3);
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      logged += Buffer.byteLength(String(text));
      return true;
    });
  }
});
afterAll(async () => {
  jest.restoreAllMocks();
  await server.close();
  await breakers.drop();
  await world.remove();
});

const log = powertoolsLog();
const metricsOf = (service: 'verifier' | 'processor') =>
  powertoolsMetrics({ namespace: 'Breakwater/test', service, clock });
const crm = () =>
  defineUpstream({
    name: 'crm',
    baseUrl: server.url,
    idempotency: { header: 'Idempotency-Key' },
  });

/** A processor of an environment that has just started: nothing is cached. */
function newEnvironment(handlerOf: (calls: ReturnType<typeof callDependencies>) => RunHandler) {
  const { gate } = environmentGate(
    new DynamoDbBreakerStore(world.dynamoDb, breakers.name),
    [crm(), { ...crm(), name: 'forward-orders' }],
    clock,
    new DynamoDbSlotStore(world.dynamoDb, breakers.name),
  );
  const metrics = metricsOf('processor');
  const steps = new DynamoDbStepStore(world.dynamoDb, world.tables.events, clock);
  const calls = callDependencies({ clock, log, metrics, steps, gate });
  return processorWorld(world.tables, handlerOf(calls), {
    ...world.settling,
    ...{ clock, log, metrics, gate },
    records: world.records,
  }).dependencies;
}

const handles =
  (handle: AnyHandledIntegration['handle']): Parameters<typeof newEnvironment>[0] =>
  (calls) =>
    runHandle(
      defineIntegration({ name: 'orders', provider: 'stripe', upstreams: { crm: crm() }, handle }),
      calls,
    );

const oneStep = handles(async (_event, { crm: client }) => {
  const { post } = client as unknown as {
    post: (path: string, options: object) => Promise<unknown>;
  };
  await post('/contacts', { step: 'create', json: { email: 'a@b.example' }, expect: 'nothing' });
});
const forwards: Parameters<typeof newEnvironment>[0] = (calls) =>
  runForward(
    { name: 'orders', provider: 'github', forward: server.url },
    () => Promise.resolve(toSigningSecret('secret')),
    calls,
  );

/** Received and processed by an environment of its own, so that it is never cheaper than this. */
async function run(
  record: QueueRecord,
  handlerOf: Parameters<typeof newEnvironment>[0],
): Promise<void> {
  await processBatch([record], clock.now() + 60_000, newEnvironment(handlerOf));
}

/** In the queue for real, so that it can be hidden there. Sent and received by nobody who counts. */
async function received(record: QueueRecord): Promise<QueueRecord> {
  const uncounted = new SQSClient({
    ...localClientConfig(testEndpointUrl()),
    useQueueUrlAsEndpoint: false,
  });
  const { queueUrl: QueueUrl } = world;
  await uncounted.send(new SendMessageCommand({ QueueUrl, MessageBody: record.text }));
  const { Messages = [] } = await uncounted.send(new ReceiveMessageCommand({ QueueUrl }));
  return { ...record, receiptHandle: Messages[0]?.ReceiptHandle ?? '' };
}

/** What a story costs from the moment the processor has the event. */
async function measure(story: () => Promise<void>): Promise<EventCost> {
  meter.reset();
  logged = 0;
  await story();
  return { ...meter.read(), logBytes: logged };
}

const stories: Readonly<Record<EventStory, () => Promise<EventCost>>> = {
  'done, without an upstream': () => {
    const record = queueRecord();
    return measure(() =>
      run(
        record,
        handles(() => Promise.resolve(undefined)),
      ),
    );
  },
  'done, with one step at an upstream': () => {
    const record = queueRecord();
    return measure(() => run(record, oneStep));
  },
  'forwarded to an endpoint': () => {
    const record = queueRecord();
    return measure(() => run(record, forwards));
  },
  'a duplicate of one that is done': async () => {
    const record = queueRecord();
    await run(record, oneStep);
    return measure(() => run(record, oneStep));
  },
  'failed once, done at the second try': async () => {
    const record = await received(queueRecord());
    return measure(async () => {
      await run(
        record,
        handles(() => Promise.reject(new Error('once'))),
      );
      await clock.advance(600_000);
      await run({ ...record, receiveCount: 2 }, oneStep);
    });
  },
  'dead-lettered at once': () => {
    const record = queueRecord();
    return measure(() =>
      run(
        record,
        handles(() => Promise.reject(new PermanentError('no'))),
      ),
    );
  },
  'that dead letter replayed by a person, then done': async () => {
    await world.drain(world.deadLetterQueueUrl);
    const record = queueRecord();
    const fails = handles(() => Promise.reject(new PermanentError('no')));
    await run(record, fails);
    const { dynamoDb, sqs, s3, bucket, queueUrl, deadLetterQueueUrl, tables } = world;
    const office = new DeadLetterOffice({
      ...{ dynamoDb, sqs, s3 },
      names: { eventTable: tables.events, breakerTable: breakers.name },
      queueUrl: () => Promise.resolve(queueUrl),
      deadLetterQueueUrl: () => Promise.resolve(deadLetterQueueUrl),
      holdQueueUrl: (upstream) => Promise.resolve(`${queueUrl}-held-${upstream}`),
      bodyBucket: () => Promise.resolve(bucket),
    });
    const letter = (await world.listed()).find(({ id }) => id === deadLetterId(record.text));
    const clearing = {
      ...({ kind: 'replay', by: 'ada', why: '', perSecond: 1_000, despiteReturns: false } as const),
      filter: { event: letter?.eventId },
      holdSeconds: undefined,
    };
    return measure(async () => {
      const planned = await planFor('orders', office, clearing);
      await clear(planned, office, clearing, {
        signal: new AbortController().signal,
        now: Date.now(),
        suffix: 'abc',
      });
      await run({ ...record, messageId: randomUUID() }, oneStep);
    });
  },
};

describe('what an event asks of AWS', () => {
  it.each(Object.keys(stories) as EventStory[])('%s', async (story) => {
    const { logBytes, ...use } = await stories[story]();
    const { logBytes: told, ...expected } = eventCosts[story];
    expect(use).toEqual(expected);
    // Ids and times differ in length from run to run.
    expect(Math.abs(logBytes - told)).toBeLessThan(told * 0.1);
  });

  it('at the verifier is one message to SQS, and its log', async () => {
    await using one = await verifier();
    const request = signed(acme, one.clock.now());
    const deps = { ...one.deps, log, metrics: metricsOf('verifier') };
    const arrival = { arrivedAt: one.clock.now(), environmentEndsAt: one.clock.now() + 28_000 };
    await answerWebhook(request, arrival, deps);
    const { logBytes } = await measure(async () => {
      await answerWebhook(request, arrival, deps);
    });
    expect(one.aws.callsTo('SendMessage')).toHaveLength(2);
    // Its secret is read once a minute at the most, whatever comes.
    expect(one.aws.callsTo('GetSecretValue')).toHaveLength(1);
    expect(Math.abs(logBytes - eventCosts.verified.logBytes)).toBeLessThan(50);
  });

  it('costs less to look at than to handle', async () => {
    const { dynamoDb, sqs, s3, bucket, queueUrl, deadLetterQueueUrl, tables } = world;
    meter.reset();
    await readStage(
      {
        ...{ dynamoDb, sqs, s3 },
        names: { eventTable: tables.events, breakerTable: breakers.name },
        queueUrl: () => Promise.resolve(queueUrl),
        deadLetterQueueUrl: () => Promise.resolve(deadLetterQueueUrl),
        holdQueueUrl: (upstream) => Promise.resolve(`${queueUrl}-held-${upstream}`),
        bodyBucket: () => Promise.resolve(bucket),
      },
      ['never-used'],
      {
        now: clock.now(),
        identityOf: () =>
          Promise.resolve({ provider: 'stripe', upstreams: ['crm'], whenUpstreamDown: 'pause' }),
        mappingOf: () => 'enabled',
        holds: new StageHolds(
          {
            breakers: new DynamoDbBreakerStore(world.dynamoDb, breakers.name),
            pauses: new DynamoDbPauses(world.dynamoDb, breakers.name),
          },
          clock.now(),
        ),
      },
    );
    const { sqsRequests, readUnits, ...rest } = meter.read();
    expect({ sqsRequests, readUnits }).toEqual(lookCost);
    expect(rest).toEqual({ writeUnits: 0, s3Writes: 0, s3Reads: 0 });
  });

  it('needs one unit for each write, because no record has more than a kilobyte', async () => {
    const sizes: number[] = [];
    for (const TableName of [world.tables.events, world.tables.idempotency]) {
      const { Items = [] } = await world.dynamoDb.send(new ScanCommand({ TableName }));
      sizes.push(...Items.map(itemBytes));
    }
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_024);
  });
});
