import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../lambdas/contract/define-upstream.ts';
import type { UpstreamClient } from '../../lambdas/contract/upstream-client.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import type { StepRecord } from '../../lambdas/upstream/step-record.ts';
import { callDependencies } from '../support/call-dependencies.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { processorWorld } from '../support/processor-world.ts';
import { breakwater, startBreakwater } from '../support/run-breakwater.ts';
import { acts, actsThen, startUpstream, type UpstreamServer } from '../support/upstream-server.ts';
import { workOnQueue } from '../support/work-on-queue.ts';

let world: DeadLetterWorld;
let crm: UpstreamServer;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());
beforeEach(async () => {
  crm = await startUpstream(acts({ id: 7 }));
});
afterEach(() => crm.close());

const Contact = z.object({ id: z.number() });
const resets = actsThen(({ socket }) => void socket.resetAndDestroy());

/** An event whose contact may or may not have been made: nobody can tell but a person. */
async function unknownContact(handle = contactAndNote): Promise<string> {
  const eventId = `evt_${randomUUID()}`;
  crm.script(resets, acts({ id: 8 }));
  const QueueUrl = world.queueUrl;
  await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: textOf(eventId) }));
  await work(handle);
  return eventId;
}

async function contactAndNote(client: UpstreamClient): Promise<void> {
  const { id } = await client.post('/contacts', { step: 'contact', response: Contact });
  await client.post('/contacts/{id}/notes', { step: 'note', params: { id } });
}

/** Runs whatever waits in the queue, as the deployed integration would. */
async function work(handle = contactAndNote): Promise<void> {
  const orders = defineIntegration({
    name: integration,
    provider: 'stripe',
    upstreams: { crm: defineUpstream({ name: 'crm', baseUrl: crm.url }) },
    handle: (_event, { crm: client }) => handle(client),
  });
  const steps = new DynamoDbStepStore(world.dynamoDb, world.tables.events, clock);
  const { dependencies } = processorWorld(
    world.tables,
    runHandle(orders, callDependencies({ steps })),
    { ...world.settling },
  );
  while ((await workOnQueue(world, dependencies)) === 0);
}

const replay = (eventId: string, ...words: string[]) =>
  breakwater('dlq', 'replay', eventId, '--hold', '2', '--stage', world.stage, ...words);

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
  readonly steps: readonly StepRecord[];
  readonly history: readonly { readonly what: string; readonly why: string }[];
}

const calls = () => crm.requests.map(({ method, url }) => `${method} ${url}`);

describe('an event whose step has an unknown outcome', () => {
  it('is not replayed without a word on it, and says how to give one', async () => {
    const eventId = await unknownContact();
    const { status, out } = await replay(eventId, '--yes');
    expect({ status, out }).toMatchObject({
      status: 1,
      out: expect.stringContaining(`Left: 1 event may or may not have made an effect`),
    });
    const { out: look } = await breakwater('dlq', 'show', eventId, '--stage', world.stage);
    expect(look).toContain(`dlq replay ${eventId} --resolve done --result '<json>' --yes`);
    expect(await shown(eventId)).toMatchObject({ place: 'dead-letter-queue' });
  });

  it('goes on with what a person says that it answered, and calls nothing twice', async () => {
    const eventId = await unknownContact();
    const dry = await replay(eventId, '--resolve', 'done', '--result', '{"id": 7}');
    expect(dry.status).toBe(0);
    expect(dry.out).toMatch(/contact at crm\n.*unknown after 1 request.*\n.*ECONNRESET/);
    expect(dry.out).toContain('it happened, and answered {"id":7}');
    expect(dry.out).toContain(
      `npm run breakwater -- dlq replay ${eventId} --hold 2 --resolve done --result '{"id": 7}' --stage ${world.stage} --yes`,
    );
    expect(await shown(eventId)).toMatchObject({ steps: [{ state: 'unknown' }], history: [] });

    const done = await replay(
      eventId,
      ...['--resolve', 'done', '--result', '{"id": 7}', '--by', 'ada', '--why', 'seen in the CRM'],
      '--yes',
    );
    expect(done).toMatchObject({
      status: 0,
      out: expect.stringContaining('1 dead letter replayed'),
    });
    await work();

    expect(await shown(eventId)).toMatchObject({
      place: 'completed',
      history: [
        { what: 'resolved', by: 'ada', why: 'step "contact": it was done; seen in the CRM' },
        { what: 'replayed', by: 'ada' },
      ],
    });
    expect(calls()).toEqual(['POST /contacts', 'POST /contacts/7/notes']);
    expect(await world.operations.recent(1)).toMatchObject([
      {
        by: 'ada',
        why: 'seen in the CRM',
        state: 'finished',
        word: { step: 'contact', says: 'done', result: '{"id":7}' },
      },
    ]);
  });

  it('dies again where that is not what its step expects, and is mended by a better word', async () => {
    const eventId = await unknownContact();
    await replay(eventId, '--resolve', 'done', '--result', '{"id": "seven"}', '--yes');
    await work();
    const letter = await shown(eventId);
    expect(letter).toMatchObject({ reason: 'step-unreadable', place: 'dead-letter-queue' });
    expect(letter.lastError).toMatch(/says that step "contact" happened.*id: .*expected number/);

    await replay(eventId, '--resolve', 'done', '--result', '{"id": 7}', '--yes');
    await work();
    expect(await shown(eventId)).toMatchObject({ place: 'completed' });
    expect(calls()).toEqual(['POST /contacts', 'POST /contacts/7/notes']);
  });

  it('makes it anew where a person says that it did not happen', async () => {
    const eventId = await unknownContact();
    await replay(eventId, '--resolve', 'retry', '--yes');
    await work();
    expect(await shown(eventId)).toMatchObject({
      place: 'completed',
      steps: [{ step: 'contact', generation: 2, state: 'completed' }, { step: 'note' }],
    });
    expect(calls()).toEqual(['POST /contacts', 'POST /contacts', 'POST /contacts/8/notes']);
  });

  it('waits until a person has said of each unknown step what became of it', async () => {
    const both = async (client: UpstreamClient): Promise<void> => {
      crm.script(resets, resets, acts());
      const steps = ['mail', 'letter'].map((step) => client.post(`/${step}s`, { step }));
      await Promise.all(steps.map((sent) => sent.catch(() => undefined)));
    };
    const eventId = await unknownContact(both);
    expect(await replay(eventId, '--resolve', 'done', '--yes')).toMatchObject({
      status: 1,
      err: expect.stringContaining('Say which: --step letter, or --step mail'),
    });
    expect(await replay(eventId, '--resolve', 'done', '--step', 'mail', '--yes')).toMatchObject({
      status: 1,
      out: expect.stringMatching(
        /Noted of step "mail".* not replayed before you say of "letter" too/,
      ),
    });
    expect(await shown(eventId)).toMatchObject({ place: 'dead-letter-queue' });
    await replay(eventId, '--resolve', 'done', '--yes');
    await work(both);
    expect(await shown(eventId)).toMatchObject({ place: 'completed' });
    expect(crm.requests).toHaveLength(2);
  });

  it('is resolved once and replayed once, wherever the command is killed', async () => {
    const eventId = await unknownContact();
    const words = ['dlq', 'replay', eventId, '--resolve', 'retry', '--yes', '--hold', '2'];
    for (let kills = 0; ; kills += 1) {
      const run = startBreakwater([...words, '--stage', world.stage]);
      const kill = setTimeout(
        () => run.kill('SIGKILL'),
        kills < 6 ? 500 + Math.random() * 700 : 60_000,
      );
      const { status, out, err } = await run.ended;
      clearTimeout(kill);
      if (status === undefined) continue;
      // It may have been sent, and the command killed before it could say so.
      expect({ status, out, err }).toMatchObject(
        status === 0 ? {} : { err: expect.stringContaining('No dead letter') },
      );
      break;
    }
    await work();
    const { history, ...letter } = await shown(eventId);
    expect(letter).toMatchObject({ place: 'completed', steps: [{ generation: 2 }, {}] });
    expect(history.map(({ what }) => what)).toEqual(['resolved', 'replayed']);
    expect(crm.effects).toBe(3);
  }, 60_000);

  it('has no other steps than those that it has', async () => {
    const eventId = await unknownContact();
    const words = ['--resolve', 'retry', '--step', 'contract', '--yes'];
    expect(await replay(eventId, ...words)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/has no step "contract"\.\n\s+Its steps are: contact/),
    });
    expect(await shown(eventId)).toMatchObject({ steps: [{ state: 'unknown' }] });
  });
});
