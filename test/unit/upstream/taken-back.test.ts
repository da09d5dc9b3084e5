import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defineUpstream, type Idempotency } from '../../../lambdas/contract/define-upstream.ts';
import type { StepOptions } from '../../../lambdas/contract/upstream-client.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { jumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import { startUpstream, type UpstreamServer } from '../../support/upstream-server.ts';

const why = {
  reason: 'upstream-rejected',
  error: { name: 'UpstreamError', message: 'no' },
} as const;

interface Invoice {
  readonly id: string;
  readonly reference: string;
  status: 'open' | 'void';
}

/** Creates an invoice for each POST, and voids it. */
describe('A step that starts again after an undo', () => {
  let server: UpstreamServer;
  let clock: JumpingClock;
  let context: TestContext;
  let invoices: Invoice[];
  let isSilent: boolean;
  let forgets: boolean;
  let answerOf: (invoice: Invoice) => unknown;

  beforeEach(async () => {
    invoices = [];
    isSilent = forgets = false;
    answerOf = (invoice) => invoice;
    clock = jumpingClock();
    context = callContext({ clock });
    server = await startUpstream(({ request, response, socket }) => {
      const { pathname, searchParams } = new URL(request.url, 'http://localhost');
      const answer = (json: unknown) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(json));
      const [, , id, action] = pathname.split('/');
      if (request.method === 'GET') {
        const reference = searchParams.get('reference') ?? '';
        return answer(invoices.filter((one) => one.reference === reference).map(answerOf));
      }
      if (action === 'void') {
        const voided = invoices.find((one) => one.id === id);
        if (voided !== undefined) voided.status = 'void';
        return answer({});
      }
      const { reference } = JSON.parse(request.body.toString()) as { reference: string };
      const invoice: Invoice = { id: `in_${invoices.length + 1}`, reference, status: 'open' };
      if (!(isSilent && forgets)) invoices.push(invoice);
      if (isSilent) return void socket.destroy();
      answer(answerOf(invoice));
    });
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  const session = (of: TestContext, idempotency: Idempotency = 'lookup') =>
    createUpstreamClients(
      { crm: defineUpstream({ name: 'crm', baseUrl: server.url, idempotency }) },
      of,
    );
  const undo: StepOptions['undo'] = (invoice) => ({
    method: 'POST',
    path: '/invoices/{id}/void',
    params: { id: (invoice as Invoice).id },
    json: { reason: `refused at ${clock.now()}` },
  });
  const byOrder: Partial<StepOptions> = {
    json: { reference: 'order-1' },
    lookup: async (upstream) => {
      const query = { reference: 'order-1' };
      return ((await upstream.get('/invoices', { query })) as Invoice[])[0];
    },
  };
  const byKey: Partial<StepOptions> = {
    json: (key: string) => ({ reference: key }),
    lookup: async (upstream, key) => {
      const query = { reference: key };
      return ((await upstream.get('/invoices', { query })) as Invoice[])[0];
    },
  };
  const invoice = (of: TestContext, options: Partial<StepOptions>) =>
    session(of).clients.crm.post('/invoices', { step: 'invoice', undo, ...options });

  /** Undone, then made again in a replay whose response gets lost; then looked up. */
  async function lookedUpAfterUndo(options: Partial<StepOptions>): Promise<unknown> {
    const first = session(context);
    await first.clients.crm.post('/invoices', { step: 'invoice', undo, ...options });
    await first.undo(why);
    const replay = context.nextRun({ attempt: 1 });
    isSilent = true;
    const error: unknown = await invoice(replay, options).catch((reason: unknown) => reason);
    isSilent = false;
    clock.jumpTo((error as { disposition: { notBefore: number } }).disposition.notBefore);
    return invoice(replay.nextRun(), options);
  }

  const dead = {
    disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    detail: expect.stringContaining('search by its `key`') as unknown,
  };

  it.each<[string, boolean]>([
    ['was lost', true],
    ['was carried out', false],
  ])(
    'is not done where its lookup finds what was undone, and its request %s',
    async (_how, lost) => {
      forgets = lost;
      await expect(lookedUpAfterUndo(byOrder)).rejects.toMatchObject(dead);
      await expect(context.steps.read('orders#evt_1')).resolves.toMatchObject({
        records: expect.arrayContaining([
          expect.objectContaining({ step: 'invoice', state: 'unknown', generation: 2 }),
        ]) as unknown,
      });
    },
  );

  it.each<[string, (invoice: Invoice) => unknown]>([
    ['in an envelope', (one) => ({ invoice: one })],
    ['as a number of another name', ({ id, ...one }) => ({ number: id, ...one })],
    ['as nothing that tells it from another', () => ({ ok: true })],
  ])('is not done where the undone object comes %s', async (_how, answer) => {
    answerOf = answer;
    forgets = true;
    const numbered: StepOptions['undo'] = (answered) => {
      const { invoice: wrapped, number } = answered as { invoice?: Invoice; number?: string };
      const id = wrapped?.id ?? number ?? 'in_1';
      return { method: 'POST', path: '/invoices/{id}/void', params: { id } };
    };
    await expect(lookedUpAfterUndo({ ...byOrder, undo: numbered })).rejects.toMatchObject(dead);
  });

  it('is done if its lookup finds the new object by the key', async () => {
    await expect(lookedUpAfterUndo(byKey)).resolves.toMatchObject({ id: 'in_2', status: 'open' });
    expect(invoices.map(({ status }) => status)).toEqual(['void', 'open']);
  });

  it('is made again if its lookup by the key finds nothing', async () => {
    forgets = true;
    await expect(lookedUpAfterUndo(byKey)).resolves.toMatchObject({ status: 'open' });
    expect(invoices.map(({ status }) => status)).toEqual(['void', 'open']);
  });

  it('remembers what was undone through further generations', async () => {
    await expect(lookedUpAfterUndo(byKey)).resolves.toMatchObject({ id: 'in_2' });
    const second = session(context.nextRun());
    await second.undo(why);
    await invoice(context.nextRun({ attempt: 1 }), byKey);
    const { records } = await context.steps.read('orders#evt_1');
    expect(records.find(({ step }) => step === 'invoice')?.takenBack).toMatchObject([
      { id: 'in_1' },
      { id: 'in_2' },
    ]);
  });

  it('does not send its handler’s own key again, for which the upstream would answer with the undone object', async () => {
    const keyed = { header: 'Idempotency-Key' } as const;
    const options = { step: 'invoice', key: 'order-1', undo, json: { reference: 'order-1' } };
    const first = session(context, keyed);
    await first.clients.crm.post('/invoices', options);
    await first.undo(why);
    await session(context.nextRun({ attempt: 1 }), keyed).clients.crm.post('/invoices', options);
    const keys = server.requests
      .filter(({ url }) => url === '/invoices')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['order-1', expect.not.stringMatching(/^order-1$/)]);
  });
});
