import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { refuseEvent } from '../../../lambdas/operations/refuse-event.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import {
  startUpstream,
  type Reaction,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

const why = {
  reason: 'upstream-rejected',
  error: { name: 'UpstreamError', message: 'no' },
} as const;

describe('Undoing an event that is refused for good', () => {
  let server: UpstreamServer;
  let context: TestContext;
  let answerTo: (call: string) => number;

  beforeEach(async () => {
    answerTo = () => 200;
    const reaction: Reaction = ({ request, response }) => {
      const status = answerTo(`${request.method} ${request.url}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"id":7}');
    };
    server = await startUpstream(reaction);
    context = callContext();
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  const calls = () => server.requests.map(({ method, url }) => `${method} ${url}`);
  const session = (of: TestContext) => {
    const crm = defineUpstream({
      name: 'crm',
      baseUrl: server.url,
      idempotency: { header: 'Idempotency-Key' },
    });
    return createUpstreamClients({ crm }, of);
  };
  async function twoSteps({ clients: { crm } }: ReturnType<typeof session>): Promise<void> {
    for (const name of ['contact', 'deal'])
      await crm.post(`/${name}s`, {
        step: `create-${name}`,
        undo: (result) => ({
          method: 'DELETE',
          path: `/${name}s/{id}`,
          params: { id: (result as { id: number }).id },
        }),
      });
  }

  it('takes completed steps back, last first, and starts them afresh in a replay', async () => {
    const one = session(context);
    await twoSteps(one);
    await expect(one.undo(why)).resolves.toBe('undone');
    expect(calls().slice(2)).toEqual(['DELETE /deals/7', 'DELETE /contacts/7']);

    const replay = session(context.nextRun({ attempt: 1 }));
    await expect(replay.pendingUndo()).resolves.toBeUndefined();
    await twoSteps(replay);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(6);
  });

  it('goes on in a later run, without the handler, where the first one could not end it', async () => {
    const one = session(context);
    await twoSteps(one);
    answerTo = (call) => (call === 'DELETE /contacts/7' ? 500 : 200);
    await expect(one.undo(why)).rejects.toMatchObject({
      message: expect.stringMatching(/Still done: "create-contact" at crm\./),
      disposition: { kind: 'retry', whenExhausted: 'undo-failed' },
    });
    answerTo = () => 200;
    const later = session(context.nextRun());
    await expect(later.pendingUndo()).resolves.toMatchObject(why);
    await expect(later.undo(why)).resolves.toBe('undone');
    expect(calls().filter((call) => call === 'DELETE /deals/7')).toHaveLength(1);
  });

  it('is tried more than once in a run, in later runs as well', async () => {
    const later = session(context.nextRun({ attempt: 4 }));
    await twoSteps(later);
    let failures = 1;
    answerTo = () => ((failures -= 1) >= 0 ? 500 : 200);
    await expect(later.undo(why)).resolves.toBe('undone');
    expect(calls().slice(2)).toEqual(['DELETE /deals/7', 'DELETE /deals/7', 'DELETE /contacts/7']);
  });

  it('is not begun again by a run that follows one which died before its dead letter', async () => {
    const one = session(context);
    await twoSteps(one);
    await one.undo(why);
    const called = calls().length;

    const later = session(context.nextRun());
    await expect(later.pendingUndo()).resolves.toMatchObject(why);
    await expect(later.undo(why)).resolves.toBe('undone');
    expect(calls()).toHaveLength(called);
  });

  it('concerns a replay no more, in none of its runs', async () => {
    const one = session(context);
    await twoSteps(one);
    await one.undo(why);
    const replay = session(context.nextRun({ attempt: 1 }));
    await replay.pendingUndo();
    await twoSteps(replay);
    const later = session(context.nextRun({ attempt: 2 }));
    await expect(later.pendingUndo()).resolves.toBeUndefined();
  });

  it('stands where a person refused it: no replay of it runs the handler', async () => {
    const one = session(context);
    await twoSteps(one);
    const event = { integration: 'orders', eventId: 'evt_1' };
    const said = { id: 'op-1', by: 'ada', why: 'cancelled' };
    await refuseEvent(event, said, context.steps);
    for (const attempt of [1, 1, 2]) {
      const replay = session(context.nextRun({ attempt }));
      const plan = await replay.pendingUndo();
      expect(plan).toMatchObject({
        reason: 'handler-permanent',
        error: { message: 'ada refused this event for good: cancelled' },
      });
      if (plan !== undefined) await expect(replay.undo(plan)).resolves.toBe('undone');
    }
    expect(calls().slice(2)).toEqual(['DELETE /deals/7', 'DELETE /contacts/7']);
  });

  it('takes a step back whose undo came with a later version of the handler', async () => {
    await session(context).clients.crm.post('/contacts', { step: 'create-contact' });
    const later = session(context.nextRun());
    await later.clients.crm.post('/contacts', {
      step: 'create-contact',
      undo: () => ({ method: 'DELETE', path: '/contacts/7' }),
    });
    await expect(later.undo(why)).resolves.toBe('undone');
    expect(calls()).toEqual(['POST /contacts', 'DELETE /contacts/7']);
  });

  it('counts what is not there any more as taken back', async () => {
    const one = session(context);
    await twoSteps(one);
    answerTo = (call) => (call.startsWith('DELETE') ? 404 : 200);
    await expect(one.undo(why)).resolves.toBe('undone');
  });

  it('tells what is left behind when an undo is refused for good', async () => {
    const one = session(context);
    await one.clients.crm.post('/notes', { step: 'note' });
    await twoSteps(one);
    answerTo = (call) => (call === 'DELETE /contacts/7' ? 422 : 200);
    await expect(one.undo(why)).rejects.toMatchObject({
      message: expect.stringMatching(/Still done: "create-contact" at crm, "note" at crm\./),
      disposition: { kind: 'dead-letter', reason: 'undo-failed' },
    });
  });

  it('needs no lookup at an upstream that is looked up, and is left to a person where it is in doubt', async () => {
    const looked = defineUpstream({ name: 'crm', baseUrl: server.url, idempotency: 'lookup' });
    const { clients, undo } = createUpstreamClients({ crm: looked }, context);
    for (const step of ['deal', 'charge']) {
      await clients.crm.post(`/${step}s`, {
        step,
        lookup: () => Promise.resolve(undefined),
        undo: () => ({ method: 'POST', path: `/${step}s/7/cancel` }),
      });
    }
    answerTo = (call) => (call === 'POST /deals/7/cancel' ? 500 : 200);
    await expect(undo(why)).rejects.toMatchObject({
      message: expect.stringMatching(/Still done: "deal" at crm\./),
      disposition: { kind: 'dead-letter', reason: 'undo-failed' },
    });
    expect(calls().slice(2)).toEqual(['POST /charges/7/cancel', 'POST /deals/7/cancel']);
  });

  it('does nothing while the outcome of a step is unknown', async () => {
    const one = session(context);
    await twoSteps(one);
    answerTo = () => 500;
    const failed = one.clients.crm.post('/notes', { step: 'note' });
    await expect(failed).rejects.toMatchObject({ failure: 'unclear' });
    await expect(one.undo(why)).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
    expect(calls().filter((call) => call.startsWith('DELETE'))).toEqual([]);
  });

  it('has nothing to do where no step can be undone', async () => {
    const one = session(context);
    await one.clients.crm.post('/contacts', { step: 'create-contact' });
    await expect(one.undo(why)).resolves.toBe('nothing-to-undo');
  });
});
