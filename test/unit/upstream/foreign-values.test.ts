import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { StepOptions } from '../../../lambdas/contract/upstream-client.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { jumpingClock } from '../../support/jumping-clock.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import { acts, startUpstream, type UpstreamServer } from '../../support/upstream-server.ts';

const throwing: StandardSchemaV1<unknown, { id: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate() {
      throw new RangeError('no such field');
    },
  },
};
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe('A function or value of the handler', () => {
  let server: UpstreamServer;
  let context: TestContext;
  const crm = () => defineUpstream({ name: 'crm', baseUrl: server.url, idempotency: 'lookup' });
  const stepsOf = async (of: TestContext) => (await of.steps.read('orders#evt_1')).records;

  beforeEach(async () => {
    server = await startUpstream(acts({ id: 7 }));
    context = callContext({ clock: jumpingClock() });
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  /** The step is sent, and its connection breaks; the next run asks its lookup. */
  async function lookUp(lookup: () => Promise<unknown>) {
    server.script(({ socket }) => void socket.destroy());
    const options = { step: 'create-contact', lookup };
    const { crm: first } = createUpstreamClients({ crm: crm() }, context).clients;
    const error: unknown = await first
      .post('/contacts', options)
      .catch((reason: unknown) => reason);
    const { notBefore } = (error as { disposition: { notBefore: number } }).disposition;
    (context.clock as ReturnType<typeof jumpingClock>).jumpTo(notBefore);
    const session = createUpstreamClients({ crm: crm() }, context.nextRun());
    return { session, calling: session.clients.crm.post('/contacts', options) };
  }

  it('that throws as `response` makes the answer malformed: the step is looked up, not left as started', async () => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const options = {
      step: 'create-contact',
      response: throwing,
      lookup: () => Promise.resolve(undefined),
    };
    await expect(client.post('/contacts', options)).rejects.toMatchObject({
      failure: 'malformed',
      detail: expect.stringContaining('RangeError: no such field') as unknown,
    });
    expect(await stepsOf(context)).toMatchObject([{ state: 'unsettled' }]);
  });

  it('that throws as `lookup` fails the run with the thrown value, even if that is unreadable', async () => {
    const thrown = revoked();
    const { session, calling } = await lookUp(() => Promise.reject(thrown));
    await expect(
      calling.then(
        () => 'done',
        (error: unknown) => error === thrown,
      ),
    ).resolves.toBe(true);
    await expect(session.finish()).rejects.toBeDefined();
    expect(session.unknownOutcome()).toBeUndefined();
  });

  it('that throws as `headers` leaves the step unsent, even if it throws only the second time', async () => {
    let asked = 0;
    const headers = () => {
      asked += 1;
      if (asked > 1) throw new RangeError('no signature');
      return {};
    };
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const options = { step: 'create-contact', headers, repeatable: true };
    await expect(client.post('/contacts', options)).rejects.toThrow('no signature');
    expect({ requests: server.requests.length, steps: await stepsOf(context) }).toEqual({
      requests: 0,
      steps: [],
    });
  });

  it.each<[string, unknown]>([
    ['a BigInt', { id: 7n }],
    ['a function', () => 7],
    ['more than is kept', 'x'.repeat(300_000)],
  ])(
    'that `lookup` finds and that cannot be kept, %s, completes its step',
    async (_what, found) => {
      const { calling } = await lookUp(() => Promise.resolve(found));
      await expect(calling).resolves.toBe(found);
      expect(await stepsOf(context)).toMatchObject([{ state: 'completed' }]);
    },
  );

  it.each<[string, unknown, RegExp]>([
    ['a promise', () => Promise.resolve({ 'x-signature': 'a' }), /plain object/],
    ['Headers', () => new Headers({ 'x-signature': 'a' }), /plain object/],
    ['a list', [['x-signature', 'a']], /plain object/],
    ['null', () => null, /plain object/],
    ['an object as a value', { 'x-signature': new Date(0) }, /"x-signature" needs a string/],
    ['null as a value', { 'x-signature': null }, /"x-signature" needs a string/],
  ])(
    'that gives %s as `headers` is a mistake, and the upstream is not blamed',
    async (_what, headers, message) => {
      const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
      const options = { step: 'create-contact', repeatable: true, headers } as never;
      const error: unknown = await client
        .post('/contacts', options)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toMatch(message);
      expect({ requests: server.requests.length, steps: await stepsOf(context) }).toEqual({
        requests: 0,
        steps: [],
      });
    },
  );

  it.each<[string, object, RegExp]>([
    ['a promise as `json`', { json: Promise.resolve({ a: 1 }) }, /`json` is a promise/],
    ['an async function as `json`', { json: async () => ({ a: 1 }) }, /`json` is a promise/],
    ['nothing as `json`', { json: () => undefined }, /`json` returned undefined/],
    [
      'a `toJSON` that throws undefined',
      {
        json: {
          toJSON() {
            throw undefined;
          },
        },
      },
      /cannot be written as JSON/,
    ],
    ['a `response` that is no schema', { response: {} }, /not a Standard Schema/],
    ['a `response` that is null', { response: null }, /not a Standard Schema/],
    ['an `undo` that is no function', { undo: { method: 'DELETE', path: '/a' } }, /`undo` of step/],
    ['a `lookup` that is no function', { lookup: true }, /`lookup` of step/],
  ])('with %s is refused before anything is sent', async (_what, options, message) => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const given = { step: 'create-contact', repeatable: true, ...options } as never;
    await expect(client.post('/contacts', given)).rejects.toThrow(message);
    expect({ requests: server.requests.length, steps: await stepsOf(context) }).toEqual({
      requests: 0,
      steps: [],
    });
  });

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a promise', () => Promise.resolve({ method: 'DELETE', path: '/contacts/7' })],
    ['a call that changes nothing', () => ({ method: 'GET', path: '/contacts/7' })],
  ])('that gives %s as `undo` is named, and its step stays done', async (_what, undo) => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const options = { step: 'create-contact', repeatable: true, undo } as never;
    await expect(client.post('/contacts', options)).rejects.toThrow(
      /The `undo` of step "create-contact" returns at once/,
    );
    expect(await stepsOf(context)).toMatchObject([{ state: 'completed' }]);
  });

  it('with a field `then` in its JSON is sent as it is', async () => {
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    const json = { if: 'a', then: 'b' };
    await client.post('/rules', { step: 'create-rule', repeatable: true, json });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual(json);
  });

  it('that is the empty list of a search, as `lookup`, is a mistake: the step is neither done nor made again', async () => {
    const { calling } = await lookUp(() => Promise.resolve([]));
    await expect(calling).rejects.toThrow('The `lookup` of step "create-contact" gave []');
    expect(server.requests).toHaveLength(1);
    expect(await stepsOf(context)).toMatchObject([{ state: 'unsettled' }]);
  });

  it('that a lookup makes of an empty answer decides nothing: the step is not made again', async () => {
    server.script(
      ({ socket }) => void socket.destroy(),
      ({ response }) => void response.writeHead(200).end(),
    );
    const options: StepOptions = {
      step: 'create-contact',
      lookup: (upstream, key) => upstream.get('/contacts', { query: { reference: key } }),
    };
    const { crm: first } = createUpstreamClients({ crm: crm() }, context).clients;
    await first.post('/contacts', options).catch(() => undefined);
    (context.clock as ReturnType<typeof jumpingClock>).jumpTo(context.clock.now() + 600_000);
    const { crm: second } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(second.post('/contacts', options)).rejects.toMatchObject({
      failure: 'malformed',
      disposition: { kind: 'retry' },
    });
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);

    // "No content" is an answer.
    server.script(({ response }) => void response.writeHead(204).end(), acts({ id: 7 }));
    const { crm: third } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(third.post('/contacts', options)).resolves.toEqual({ id: 7 });
  });

  it.each([[''], ['k'.repeat(256)], [7]])(
    'that no record could hold is refused as the key: %j',
    async (key) => {
      const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
      const options = { step: 'create-contact', repeatable: true, key } as never;
      await expect(client.post('/contacts', options)).rejects.toThrow(
        /`key` of step "create-contact"/,
      );
      expect(server.requests).toEqual([]);
    },
  );
});
