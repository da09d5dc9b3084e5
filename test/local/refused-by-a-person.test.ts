import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../lambdas/contract/define-upstream.ts';
import type { UpstreamClient } from '../../lambdas/contract/upstream-client.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { callDependencies } from '../support/call-dependencies.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { processorWorld } from '../support/processor-world.ts';
import { breakwater } from '../support/run-breakwater.ts';
import { startUpstream, type UpstreamServer } from '../support/upstream-server.ts';
import { workOnQueue } from '../support/work-on-queue.ts';

let world: DeadLetterWorld;
let crm: UpstreamServer;
let answerTo: (call: string) => number;
let runs: number;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());
beforeEach(async () => {
  runs = 0;
  answerTo = (call) => (call.startsWith('POST /mails') ? 403 : 200);
  crm = await startUpstream(({ request, response }) => {
    const status = answerTo(`${request.method} ${request.url}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"id":7}');
  });
});
afterEach(() => crm.close());

type Handle = (client: UpstreamClient) => Promise<void>;

/** A contact, a deal and a note are made; the mail that was to follow is forbidden. */
const orders: Handle = async (client) => {
  for (const name of ['contact', 'deal']) {
    await client.post(`/${name}s`, {
      step: name,
      undo: () => ({ method: 'DELETE', path: `/${name}s/{id}`, params: { id: 7 } }),
    });
  }
  await client.post('/notes', { step: 'note' });
  await client.post('/mails', { step: 'mail' });
};

async function deadLetter(handle = orders): Promise<string> {
  const eventId = `evt_${randomUUID()}`;
  const QueueUrl = world.queueUrl;
  await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: textOf(eventId) }));
  await work(handle);
  return eventId;
}

/** Runs whatever waits in the queue, as the deployed integration would. */
async function work(handle = orders): Promise<void> {
  const definition = defineIntegration({
    name: integration,
    provider: 'stripe',
    upstreams: { crm: defineUpstream({ name: 'crm', baseUrl: crm.url }) },
    handle: (_event, { crm: client }) => {
      runs += 1;
      return handle(client);
    },
  });
  const steps = new DynamoDbStepStore(world.dynamoDb, world.tables.events, clock);
  const { dependencies } = processorWorld(
    world.tables,
    runHandle(definition, callDependencies({ steps })),
    { ...world.settling },
  );
  while ((await workOnQueue(world, dependencies)) === 0);
}

const replay = (eventId: string, ...words: string[]) =>
  breakwater('dlq', 'replay', eventId, '--hold', '2', '--stage', world.stage, ...words);
const refuse = (eventId: string, ...words: string[]) =>
  replay(eventId, '--undo', '--by', 'ada', '--why', 'the order was cancelled', ...words);

async function shown(eventId: string) {
  const { json } = await breakwater('dlq', 'show', eventId, '--json', '--stage', world.stage);
  const [letter] = (json() as { deadLetters: Shown[] }).deadLetters;
  if (letter === undefined) throw new Error('It shows nothing.');
  return letter;
}

interface Shown {
  readonly reason: string;
  readonly place: string;
  readonly lastError: string;
  readonly steps: readonly { readonly step: string; readonly state: string }[];
  readonly history: readonly { readonly what: string; readonly why: string }[];
}

const undone = () =>
  crm.requests
    .map(({ method, url }) => `${method} ${url}`)
    .filter((call) => call.startsWith('DELETE'));

describe('an event that a person refuses for good', () => {
  it('is shown first: what would be taken back, in which order, and what would stay', async () => {
    const eventId = await deadLetter();
    const { out: look } = await breakwater('dlq', 'show', eventId, '--stage', world.stage);
    expect(look).toContain(`dlq replay ${eventId} --undo --why '<text>'`);

    const { status, out } = await refuse(eventId);
    expect(status).toBe(0);
    expect(out).toMatch(/deal +crm +DELETE \/deals\/{id}\n +contact +crm +DELETE/);
    expect(out).toContain('Stays done, for want of an `undo`: "note" at crm.');
    expect(out).toContain(
      `npm run breakwater -- dlq replay ${eventId} --hold 2 --undo --by ada --why 'the order was cancelled' --stage ${world.stage} --yes`,
    );
    expect(await shown(eventId)).toMatchObject({ place: 'dead-letter-queue', history: [] });
  });

  it('has its completed steps taken back, last first, and its handler does not run', async () => {
    const eventId = await deadLetter();
    expect(await refuse(eventId, '--yes')).toMatchObject({
      status: 0,
      out: expect.stringContaining('1 dead letter replayed'),
    });
    await work();

    expect({ runs, undone: undone() }).toEqual({
      runs: 1,
      undone: ['DELETE /deals/7', 'DELETE /contacts/7'],
    });
    const { steps, ...letter } = await shown(eventId);
    expect(letter).toMatchObject({
      reason: 'handler-permanent',
      place: 'dead-letter-queue',
      lastError: expect.stringContaining(
        'ada refused this event for good: the order was cancelled',
      ),
      history: [
        { what: 'refused', by: 'ada', why: 'the order was cancelled' },
        { what: 'replayed', by: 'ada', why: 'the order was cancelled' },
      ],
    });
    expect(Object.fromEntries(steps.map(({ step, state }) => [step, state]))).toMatchObject({
      ...{ contact: 'undone', deal: 'undone', note: 'completed', mail: 'refused' },
    });
    expect(await world.operations.recent(1)).toMatchObject([
      { by: 'ada', why: 'the order was cancelled', state: 'finished', undo: true },
    ]);
  });

  it('stays refused: a replay later, or a copy of the replay, does not run its handler', async () => {
    const eventId = await deadLetter();
    await refuse(eventId, '--yes');
    await work();
    await replay(eventId, '--yes');
    await work();
    expect({ runs, undone: undone().length }).toEqual({ runs: 1, undone: 2 });
    expect(await shown(eventId)).toMatchObject({ reason: 'handler-permanent' });
    const { out } = await breakwater('dlq', 'show', eventId, '--stage', world.stage);
    expect(out).toMatch(/refused +for good, by ada/);
    expect(await refuse(eventId, '--yes')).toMatchObject({
      status: 1,
      err: expect.stringContaining(`ada has refused ${eventId} already`),
    });
  });

  it('says what is left where an undo fails for good, and goes on with it in a replay', async () => {
    const eventId = await deadLetter();
    answerTo = (call) => (call === 'DELETE /contacts/7' ? 422 : 200);
    await refuse(eventId, '--yes');
    await work();
    expect(await shown(eventId)).toMatchObject({
      reason: 'undo-failed',
      lastError: expect.stringContaining('Still done: "contact" at crm, "note" at crm.'),
    });
    answerTo = () => 200;
    await replay(eventId, '--yes');
    await work();
    expect(await shown(eventId)).toMatchObject({ reason: 'handler-permanent' });
    expect(runs).toBe(1);
  });

  it('is not while a step is in doubt: a person says first what became of it', async () => {
    answerTo = (call) => (call.startsWith('POST /mails') ? 500 : 200);
    const eventId = await deadLetter();
    const { status, err } = await refuse(eventId, '--yes');
    expect({ status, err }).toMatchObject({
      status: 1,
      err: expect.stringMatching(/"mail" of .* happened at crm is not known \(unknown\)/),
    });
    expect(err).toContain(`dlq replay ${eventId} --resolve retry --step mail --yes`);
    expect(await shown(eventId)).toMatchObject({ place: 'dead-letter-queue', history: [] });
  });

  it('is not where nothing can be taken back: its handler would run', async () => {
    const bare: Handle = async (client) => {
      await client.post('/notes', { step: 'note' });
      await client.post('/mails', { step: 'mail' });
    };
    const eventId = await deadLetter(bare);
    expect(await refuse(eventId, '--yes')).toMatchObject({
      status: 1,
      err: expect.stringMatching(
        /no completed step has an `undo`\. Done are "note" at crm\.\n.*by hand/,
      ),
    });
    expect(await shown(eventId)).toMatchObject({ place: 'dead-letter-queue', history: [] });
  });
});
