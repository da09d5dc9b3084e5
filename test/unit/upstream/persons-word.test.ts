import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { speakWord } from '../../../lambdas/operations/speak-word.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { wordRefusal } from '../../../lambdas/upstream/persons-word.ts';
import type { PersonsWord } from '../../../lambdas/upstream/step-record.ts';
import type { StepRecord, StepState } from '../../../lambdas/upstream/step-record.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import {
  acts,
  refuses,
  startUpstream,
  type Reaction,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

const event = { integration: 'orders', eventId: 'evt_1' };
const Contact = z.object({ id: z.number() });
const resets: Reaction = ({ socket }) => void socket.resetAndDestroy();

describe('A person’s word on a step whose outcome is unknown', () => {
  let server: UpstreamServer;
  let context: TestContext;
  let runs: number;

  beforeEach(async () => {
    server = await startUpstream(resets);
    context = callContext();
    runs = 0;
    await expect(create()).rejects.toMatchObject({ disposition: { reason: 'outcome-unknown' } });
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  /** One run of the event, which makes one step. */
  function create(response: z.ZodType = Contact): Promise<unknown> {
    runs += 1;
    const of = runs === 1 ? context : context.nextRun({ attempt: 1 });
    const crm = defineUpstream({ name: 'crm', baseUrl: server.url });
    return createUpstreamClients({ crm }, of).clients.crm.post('/contacts', {
      step: 'create-contact',
      response,
      undo: (answer) => ({
        method: 'DELETE',
        path: '/contacts/{id}',
        params: { id: (answer as { id: number }).id },
      }),
    });
  }
  async function record(): Promise<StepRecord> {
    const { records } = await context.steps.read('orders#evt_1');
    if (records[0] === undefined) throw new Error('There is no record.');
    return records[0];
  }
  async function say(says: PersonsWord['says'], result?: unknown, operation = 'op-1') {
    const word = {
      ...{ step: 'create-contact', says },
      ...(result !== undefined && { result: JSON.stringify(result) }),
    };
    const said = { by: 'ada', at: Date.now(), operation };
    return speakWord(await record(), word, said, event, context.steps);
  }

  it('that it was done completes it without a call, with its result and its undo', async () => {
    await say('done', { id: 7 });
    await expect(create()).resolves.toEqual({ id: 7 });
    await expect(create()).resolves.toEqual({ id: 7 });
    expect(server.requests).toHaveLength(1);
    await expect(record()).resolves.toMatchObject({
      state: 'completed',
      word: { says: 'done', by: 'ada' },
      undo: { method: 'DELETE', params: { id: 7 } },
    });
  });

  it('is checked with the schema of the step, and can be said again', async () => {
    await say('done', { id: 'seven' });
    await expect(create()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^ada says that step "create-contact" happened.*id: .*--resolve done --step create-contact/,
      ),
      disposition: { kind: 'dead-letter', reason: 'step-unreadable' },
    });
    await expect(record()).resolves.toMatchObject({ state: 'vouched' });
    await say('done', { id: 7 }, 'op-2');
    await expect(create()).resolves.toEqual({ id: 7 });
    expect(server.requests).toHaveLength(1);
  });

  it('that it was not done starts it afresh, in another generation and under another key', async () => {
    const { key } = await record();
    server.script(acts({ id: 7 }));
    await say('retry');
    await expect(create()).resolves.toEqual({ id: 7 });
    const after = await record();
    expect(after).toMatchObject({ state: 'completed', generation: 2 });
    expect(after.key).not.toBe(key);
    expect(server.effects).toBe(1);
  });

  it('holds for the generation that it was said of', async () => {
    await say('retry');
    await expect(create()).rejects.toMatchObject({ disposition: { reason: 'outcome-unknown' } });
    await expect(record()).resolves.toMatchObject({ state: 'unknown', generation: 2 });
    expect((await record()).word).toBeUndefined();
  });

  it('gives a result back that is needed in another shape than it was kept in', async () => {
    await say('done', { id: 7 });
    await create();
    const Renamed = z.object({ contactId: z.number() });
    await expect(create(Renamed)).rejects.toMatchObject({
      disposition: { reason: 'step-unreadable' },
    });
    await say('done', { contactId: 7 }, 'op-2');
    await expect(create(Renamed)).rejects.toThrow();
    await say('done', { contactId: 7, id: 7 }, 'op-3');
    await expect(create(z.looseObject({ contactId: z.number() }))).resolves.toMatchObject({
      contactId: 7,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('keeps everything as it is until the step is taken back or done: nothing is undone', async () => {
    await say('done', { id: 7 });
    const crm = defineUpstream({ name: 'crm', baseUrl: server.url });
    const why = { reason: 'handler-permanent', error: { name: 'E', message: 'm' } } as const;
    const session = createUpstreamClients({ crm }, context.nextRun());
    await expect(session.undo(why)).rejects.toMatchObject({
      disposition: { reason: 'outcome-unknown' },
    });
  });

  it('settles an undo, too', async () => {
    await say('done', { id: 7 });
    await create();
    const crm = defineUpstream({ name: 'crm', baseUrl: server.url });
    const why = { reason: 'handler-permanent', error: { name: 'E', message: 'm' } } as const;
    const undo = () => createUpstreamClients({ crm }, context.nextRun()).undo(why);
    server.script(refuses(500));
    await expect(undo()).rejects.toMatchObject({ disposition: { whenExhausted: 'undo-failed' } });
    const asked = server.requests.length;
    const { records } = await context.steps.read('orders#evt_1');
    const undoing = records.find(({ step }) => step === 'undo:create-contact:1');
    if (undoing === undefined) throw new Error('There is no undo.');
    const word = { step: undoing.step, says: 'done' } as const;
    const said = { by: 'ada', at: Date.now(), operation: 'op-2' };
    await speakWord(undoing, word, said, event, context.steps);
    await expect(undo()).resolves.toBe('undone');
    expect(server.requests).toHaveLength(asked);
  });

  it('is written once for each operation, and never over what somebody else has written', async () => {
    const before = await record();
    await expect(say('retry')).resolves.toBe(true);
    await expect(say('retry')).resolves.toBe(true);
    expect((await record()).revision).toBe(before.revision + 1);
    const word = { step: before.step, says: 'done' } as const;
    const said = { by: 'bob', at: Date.now(), operation: 'op-2' };
    await expect(speakWord(before, word, said, event, context.steps)).resolves.toBe(false);
  });

  it.each<[StepState, PersonsWord['says'], string | undefined]>([
    ['unknown', 'retry', undefined],
    ['unsettled', 'done', undefined],
    ['vouched', 'retry', undefined],
    ['completed', 'done', undefined],
    ['completed', 'retry', 'would-repeat'],
    ['refused', 'retry', 'known'],
    ['ready', 'done', 'known'],
    ['undone', 'retry', 'known'],
  ])('on a step that is %s, that it is %s: %s', async (state, says, refusal) => {
    expect(wordRefusal({ ...(await record()), state }, says, Date.now())?.kind).toBe(refusal);
  });

  it('is not taken while a request may be under way', async () => {
    const now = Date.now();
    const started = { ...(await record()), state: 'started' as const, lastSentUntil: now + 1_000 };
    expect(wordRefusal(started, 'retry', now)).toEqual({ kind: 'under-way', until: now + 1_000 });
    expect(wordRefusal(started, 'retry', now + 1_000)).toBeUndefined();
  });

  it('is not needed where the upstream said no', async () => {
    server.script(refuses(422));
    await say('retry');
    await expect(create()).rejects.toMatchObject({ failure: 'rejected' });
    expect(wordRefusal(await record(), 'retry', Date.now())).toEqual({
      kind: 'known',
      state: 'refused',
    });
  });
});
