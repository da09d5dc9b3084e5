import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  defineUpstream,
  type UpstreamDefinition,
} from '../../../lambdas/contract/define-upstream.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { openGate, type UpstreamGate } from '../../../lambdas/upstream/gate.ts';
import type { StepStore } from '../../../lambdas/upstream/step-store.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { jumpingClock } from '../../support/jumping-clock.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import { webhook } from '../../support/webhook.ts';
import {
  acts,
  actsThen,
  refuses,
  startUpstream,
  type Reaction,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

const Contact = z.object({ id: z.number() });

describe('A step', () => {
  let server: UpstreamServer;
  let context: TestContext;
  const crm = (changes: Partial<UpstreamDefinition> = {}) =>
    defineUpstream({ name: 'crm', baseUrl: server.url, ...changes });
  const keyed = { idempotency: { header: 'Idempotency-Key' } } as const;
  const create = { step: 'create-contact', json: { name: 'Ada' }, response: Contact } as const;

  beforeEach(async () => {
    server = await startUpstream(acts({ id: 7 }));
    context = callContext();
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  it('is called once however often its event runs, and gives its result back', async () => {
    const { crm: first } = createUpstreamClients({ crm: crm() }, context).clients;
    await expect(first.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const { crm: second } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(second.post('/contacts', create)).resolves.toEqual({ id: 7 });
    expect(server.effects).toBe(1);
  });

  it.each<[string, object]>([
    ['in a state that this code does not know', { state: 'half-done' }],
    ['in a newer format', { version: 2, state: 'ready' }],
  ])('waits for newer code where its record was written %s, and calls nobody', async (_how, as) => {
    const record = { step: 'create-contact', upstream: 'crm', revision: 1, ...as };
    await context.steps.write('orders#evt_1', record as unknown as StepRecord);
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      name: 'NewerVersion',
      message: expect.stringContaining('create-contact') as unknown,
      until: expect.any(Number) as unknown,
    });
    expect(server.requests).toEqual([]);
  });

  it('is repeated under the same key when the upstream acted and did not say so', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      acts({ id: 7 }),
    );
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(client.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it.each<[string, UpstreamDefinition['idempotency']]>([
    ['nothing', 'none'],
    ['a key', keyed.idempotency],
  ])(
    'with %s is done though its table refuses the write after the answer five times',
    async (_means, idempotency) => {
      const { steps } = context;
      let refusals = 0;
      const refusing: StepStore = {
        ...steps,
        async write(event, next) {
          if (next.state !== 'completed' || refusals >= 5) return steps.write(event, next);
          refusals += 1;
          // The third one was carried out; only its response was lost.
          if (refusals === 3) await steps.write(event, next);
          throw new Error('The table is down.');
        },
      };
      const { crm: client } = createUpstreamClients(
        { crm: crm({ idempotency }) },
        { ...context, steps: refusing },
      ).clients;
      await expect(client.post('/contacts', create)).resolves.toEqual({ id: 7 });
      expect(refusals).toBe(5);
      expect(server.effects).toBe(1);
      const { records } = await steps.read('orders#evt_1');
      expect(records).toMatchObject([{ state: 'completed', revision: 2 }]);
    },
  );

  it('is sent although the table does not answer the preceding write for ten seconds', async () => {
    const clock = jumpingClock();
    const patient = callContext({ clock });
    let unanswered = 0;
    const steps: StepStore = {
      ...patient.steps,
      async write(event, next) {
        const written = await patient.steps.write(event, next);
        if (next.state !== 'started' || unanswered >= 10) return written;
        unanswered += 1;
        clock.jumpTo(clock.now() + 1_000);
        throw new Error('No answer came.');
      },
    };
    const { crm: client } = createUpstreamClients({ crm: crm() }, { ...patient, steps }).clients;
    await expect(client.post('/contacts', create)).resolves.toEqual({ id: 7 });
    expect(server.effects).toBe(1);
    patient.end();
  });

  it('waits in its queue, unsent and not in doubt, if recording it used up the run', async () => {
    const clock = jumpingClock();
    const slow = callContext({ clock });
    const steps: StepStore = {
      ...slow.steps,
      async write(event, next) {
        clock.jumpTo(slow.run.deadline - 1_000);
        return slow.steps.write(event, next);
      },
    };
    const { crm: client } = createUpstreamClients({ crm: crm() }, { ...slow, steps }).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      disposition: { kind: 'park', cause: 'out-of-time' },
    });
    expect(server.requests).toEqual([]);
    await expect(slow.steps.read('orders#evt_1')).resolves.toMatchObject({
      records: [{ state: 'ready' }],
    });
    slow.end();
  });

  it('is not repeated without key or lookup: a person decides', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      acts({ id: 7 }),
    );
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      failure: 'unclear',
      disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
    expect(server.effects).toBe(1);
  });

  it('is dead-lettered after a definite no, and starts afresh under a new key when it comes again', async () => {
    server.script(refuses(422), acts({ id: 7 }));
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'upstream-rejected' },
    });
    const { crm: again } = createUpstreamClients({ crm: crm(keyed) }, context.nextRun()).clients;
    await expect(again.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('is kept whatever its answer holds: a table takes items of 400 KB', async () => {
    server.script(acts({ id: '€'.repeat(200_000) }));
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    await client.post('/contacts', { step: 'create-contact' });
    const { records } = await context.steps.read('orders#evt_1');
    expect(records).toMatchObject([{ state: 'completed', result: { kind: 'not-kept' } }]);
    expect(Buffer.byteLength(JSON.stringify(records[0]))).toBeLessThan(400_000);
    const { crm: again } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(again.post('/contacts', { step: 'create-contact' })).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'step-unreadable' },
    });
    expect(server.effects).toBe(1);
  });

  it('that deleted what was gone by then is not asked for an answer in a later run', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      refuses(404),
    );
    const gone = { step: 'delete-contact', response: Contact, repeatable: true } as const;
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    await expect(client.delete('/contacts/7', gone)).resolves.toBeUndefined();
    const { crm: again } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(again.delete('/contacts/7', gone)).resolves.toBeUndefined();
  });

  it('is looked up where a refusal says nothing of the request before it, though it has a key', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      refuses(422),
    );
    const clock = jumpingClock();
    const first = callContext({ clock });
    const asked = { ...create, lookup: () => Promise.resolve({ id: 7 }) };
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, first).clients;
    const error: unknown = await client.post('/contacts', asked).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ failure: 'rejected', disposition: { kind: 'retry' } });
    clock.jumpTo((error as { disposition: { notBefore: number } }).disposition.notBefore);
    const { crm: again } = createUpstreamClients({ crm: crm(keyed) }, first.nextRun()).clients;
    await expect(again.post('/contacts', asked)).resolves.toEqual({ id: 7 });
    expect(server.requests).toHaveLength(2);
    first.end();
  });

  it('leaves no trace where its handler made a mistake', async () => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const headers = { 'x-note': 'two\nlines' };
    await expect(client.post('/contacts', { ...create, headers })).rejects.toThrow(/"x-note"/);
    await expect(context.steps.read('orders#evt_1')).resolves.toMatchObject({ records: [] });
  });

  it('needs a lookup at an upstream that is looked up, before the first outage asks for it', async () => {
    const looked = crm({ idempotency: 'lookup' });
    const { crm: client } = createUpstreamClients({ crm: looked }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toThrow(/needs a `lookup`/);
    expect(server.requests).toEqual([]);
    const harmless = { ...create, step: 'again', repeatable: true };
    await expect(client.post('/contacts', harmless)).resolves.toEqual({ id: 7 });
  });

  it('is refused under a name that its event has used already, or without a name', async () => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    await client.post('/contacts', create);
    await expect(client.post('/contacts', create)).rejects.toThrow(/create-contact.* already/);
    await expect(client.post('/contacts', {} as never)).rejects.toThrow(/needs a `step`/);
    expect(server.requests).toHaveLength(1);
  });

  it('that a handler forgot to await is awaited before its event is done, and its failure counts', async () => {
    server.script(refuses(422));
    const session = createUpstreamClients({ crm: crm() }, context);
    void session.clients.crm.post('/contacts', create);
    await expect(session.finish()).rejects.toMatchObject({ failure: 'rejected' });
  });

  it('that a handler forgot to await counts though it has failed before the handler ended', async () => {
    server.script(refuses(422), acts());
    const session = createUpstreamClients({ crm: crm(keyed) }, context);
    const forgotten = session.clients.crm.post('/contacts', create);
    await session.drain();
    await session.clients.crm.post('/mails', { step: 'mail' });
    await expect(session.finish()).rejects.toMatchObject({ failure: 'rejected' });
    await expect(forgotten).rejects.toMatchObject({ failure: 'rejected' });
  });

  it('whose failure the handler has seen is its own business', async () => {
    server.script(refuses(422));
    const session = createUpstreamClients({ crm: crm(keyed) }, context);
    const later = session.clients.crm.post('/contacts', create);
    await session.drain();
    await expect(later).rejects.toMatchObject({ failure: 'rejected' });
    await session.clients.crm.post('/mails', {} as never).catch(() => undefined);
    await expect(session.finish()).resolves.toBeUndefined();
  });

  it.each([null, false])(
    'is not taken for done, nor for not done, where its lookup gives %s',
    async (given) => {
      server.script(({ socket }) => void socket.destroy());
      const clock = jumpingClock();
      const first = callContext({ clock });
      const looked = crm({ idempotency: 'lookup' });
      const asked = { step: 'create-contact', lookup: () => Promise.resolve(given) };
      const { crm: client } = createUpstreamClients({ crm: looked }, first).clients;
      const error: unknown = await client
        .post('/contacts', asked)
        .catch((reason: unknown) => reason);
      clock.jumpTo((error as { disposition: { notBefore: number } }).disposition.notBefore);
      const { crm: again } = createUpstreamClients({ crm: looked }, first.nextRun()).clients;
      await expect(again.post('/contacts', asked)).rejects.toThrow(
        /`undefined` where the step did not/,
      );
      expect(server.requests).toHaveLength(1);
      await expect(first.steps.read('orders#evt_1')).resolves.toMatchObject({
        records: [{ state: 'unsettled' }],
      });
      first.end();
    },
  );

  it('of unknown outcome does not become done because its handler swallowed the error', async () => {
    server.script(actsThen(({ socket }) => void socket.destroy()));
    const session = createUpstreamClients({ crm: crm() }, context);
    await session.clients.crm.post('/contacts', create).catch(() => undefined);
    await expect(session.finish()).rejects.toMatchObject({
      disposition: { reason: 'outcome-unknown' },
    });
  });

  describe('of unknown outcome', () => {
    const probed = { breaker: { probe: '/status' } };
    let asked: { readonly upstream: string; readonly since: number }[];
    const gate: UpstreamGate = {
      ...openGate,
      exhausted: async (upstream, since) => void asked.push({ upstream, since }),
    };
    beforeEach(() => {
      asked = [];
    });
    const inDoubt = async (of: TestContext, more: Partial<UpstreamDefinition>): Promise<void> => {
      const { clients } = createUpstreamClients({ crm: crm(more) }, of);
      await expect(clients.crm.post('/contacts', create)).rejects.toMatchObject({
        disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
      });
    };

    it.each<[string, Reaction]>([
      ['answered 500', refuses(500)],
      ['broken off', ({ socket }) => void socket.destroy()],
    ])('asks whether anybody was answered in the last ten minutes: %s', async (_how, reaction) => {
      server.script(actsThen(reaction));
      const first = callContext({ gate, clock: jumpingClock() });
      await inDoubt(first, probed);
      expect(asked).toEqual([{ upstream: 'crm', since: expect.any(Number) }]);
      const agoMs = first.clock.now() - (asked[0]?.since ?? 0);
      expect(Math.round(agoMs / 1_000)).toBeCloseTo(600, -1);

      // Found like that in a later run, it says nothing new.
      await inDoubt(first.nextRun(), probed);
      expect(asked).toHaveLength(1);
      first.end();
    });

    it('asks nothing where the upstream has answered, or nothing could close its breaker again', async () => {
      const first = callContext({ gate });
      server.script(acts({ id: 'seven' }), refuses(500));
      await inDoubt(first, probed);
      await inDoubt(first.nextRun({ attempt: 1, webhook: webhook({ eventId: 'evt_2' }) }), {});
      expect(asked).toEqual([]);
      first.end();
    });
  });

  it.each<[string, Partial<UpstreamDefinition>, object]>([
    ['a key', keyed, {}],
    ['a lookup', {}, { lookup: () => Promise.resolve(undefined) }],
  ])(
    'that %s will settle does not become done because its handler swallowed the error',
    async (_what, means, options) => {
      server.script(actsThen(refuses(500)));
      const first = callContext({ attempt: 2 });
      const session = createUpstreamClients({ crm: crm(means) }, first);
      const asked = { ...create, ...options };
      await session.clients.crm.post('/contacts', asked).catch(() => undefined);
      await expect(session.finish()).rejects.toMatchObject({
        step: 'create-contact',
        disposition: { kind: 'retry' },
      });
      first.end();
    },
  );

  it('that is waited for, because it may have acted, does not become done in a run that swallows that', async () => {
    server.script(actsThen(refuses(500)));
    const first = callContext({ attempt: 2 });
    const asked = { ...create, lookup: () => Promise.resolve(undefined) };
    const before = createUpstreamClients({ crm: crm() }, first).clients.crm;
    await expect(before.post('/contacts', asked)).rejects.toMatchObject({ failure: 'unclear' });
    const later = createUpstreamClients({ crm: crm() }, first.nextRun());
    await later.clients.crm.post('/contacts', asked).catch(() => undefined);
    await expect(later.finish()).rejects.toMatchObject({ disposition: { cause: 'settling' } });
    expect(server.requests).toHaveLength(1);
    first.end();
  });

  it('that was refused, or was not sent, may be gone without by its handler', async () => {
    server.script(refuses(422));
    const session = createUpstreamClients({ crm: crm(keyed) }, context);
    await session.clients.crm.post('/contacts', create).catch(() => undefined);
    await expect(session.finish()).resolves.toBeUndefined();
  });

  it('is looked up after a 5xx where the upstream keeps errors under the key, and then starts afresh', async () => {
    server.script(refuses(500), acts([]), acts({ id: 7 }));
    const clock = jumpingClock();
    const stores = crm({ idempotency: { header: 'Idempotency-Key', storesErrors: true } });
    const asked = { ...create, lookup: () => Promise.resolve(undefined) };
    const first = callContext({ clock });
    const { crm: client } = createUpstreamClients({ crm: stores }, first).clients;
    const error: unknown = await client.post('/contacts', asked).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ disposition: { kind: 'retry' } });
    clock.jumpTo((error as { disposition: { notBefore: number } }).disposition.notBefore);

    server.script(acts({ id: 7 }));
    const { crm: again } = createUpstreamClients({ crm: stores }, first.nextRun()).clients;
    await expect(again.post('/contacts', asked)).resolves.toEqual({ id: 7 });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    first.end();
  });

  it('is not repeated once the upstream has forgotten its key', async () => {
    server.script(actsThen(refuses(500)));
    const clock = jumpingClock();
    const first = callContext({ clock });
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, first).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({ failure: 'unclear' });
    const asked = server.requests.length;
    clock.jumpTo(clock.now() + 24 * 60 * 60_000);
    const { crm: late } = createUpstreamClients({ crm: crm(keyed) }, first.nextRun()).clients;
    await expect(late.post('/contacts', create)).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
    expect(server.requests).toHaveLength(asked);
    first.end();
  });

  it('has its key’s life counted from its first request, however often it was repeated since', async () => {
    server.script(actsThen(refuses(500)));
    const clock = jumpingClock();
    const first = callContext({ clock });
    for (let run = first; run.attempt <= 3; run = first.nextRun({ attempt: run.attempt + 1 })) {
      const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, run).clients;
      await expect(client.post('/contacts', create)).rejects.toMatchObject({ failure: 'unclear' });
      clock.jumpTo(clock.now() + 13 * 60 * 60_000);
    }
    // Two in the first run, one after 13 hours, none after 26.
    expect(server.requests).toHaveLength(3);
    first.end();
  });

  it('that a dead run may have sent is a retry in the log', async () => {
    const clock = jumpingClock();
    const first = callContext({ clock });
    server.script(({ socket }) => {
      first.kill();
      socket.destroy();
    });
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, first).clients;
    await expect(client.post('/contacts', create)).rejects.toThrow(/outlived its deadline/);
    server.script(acts({ id: 7 }));
    const later = first.nextRun();
    const { crm: again } = createUpstreamClients({ crm: crm(keyed) }, later).clients;
    await again.post('/contacts', create);
    expect(later.lines.map(({ fields }) => fields['retry'])).toEqual([true]);
    first.end();
  });

  it('of a run that died is recorded as unknown where nothing but a person can tell', async () => {
    const clock = jumpingClock();
    const first = callContext({ clock });
    server.script(({ socket }) => {
      first.kill();
      socket.destroy();
    });
    const { crm: client } = createUpstreamClients({ crm: crm() }, first).clients;
    await expect(client.post('/contacts', create)).rejects.toThrow(/outlived its deadline/);
    clock.jumpTo(first.run.deadline);
    const { crm: again } = createUpstreamClients({ crm: crm() }, first.nextRun()).clients;
    await expect(again.post('/contacts', create)).rejects.toMatchObject({
      disposition: { reason: 'outcome-unknown' },
    });
    await expect(first.steps.read('orders#evt_1')).resolves.toMatchObject({
      records: [{ state: 'unknown' }],
    });
    first.end();
  });

  it('puts its key where the upstream wants it', async () => {
    const inBody = crm({ idempotency: { jsonField: 'reference_id' } });
    const { crm: client } = createUpstreamClients({ crm: inBody }, context).clients;
    await client.post('/contacts', create);
    const [request] = server.requests;
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({
      name: 'Ada',
      reference_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/),
    });
  });

  it('sends nothing once its run is over', async () => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    context.kill();
    await expect(client.post('/contacts', create)).rejects.toThrow(/outlived its deadline/);
    expect(server.requests).toEqual([]);
  });

  it('whose run was overtaken by another writes nothing more', async () => {
    const other = context.nextRun();
    server.script(async (exchange) => {
      const { crm: second } = createUpstreamClients({ crm: crm(keyed) }, other).clients;
      server.script(acts({ id: 7 }));
      await second.post('/contacts', create);
      acts({ id: 8 })(exchange);
    });
    const { crm: first } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(first.post('/contacts', create)).rejects.toThrow(/outlived its deadline/);
    const { crm: third } = createUpstreamClients({ crm: crm(keyed) }, other.nextRun()).clients;
    await expect(third.post('/contacts', create)).resolves.toEqual({ id: 7 });
  });
});
