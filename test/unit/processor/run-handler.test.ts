import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { PermanentError } from '../../../lambdas/contract/errors.ts';
import { refuseEvent } from '../../../lambdas/operations/refuse-event.ts';
import { runHandle } from '../../../lambdas/processor/run-handler.ts';
import { startRun } from '../../../lambdas/processor/run-fence.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import { callDependencies } from '../../support/call-dependencies.ts';
import { webhook } from '../../support/webhook.ts';

let server: Server;
let requests: string[];
let statusOf: (request: string) => number;

beforeEach(async () => {
  requests = [];
  statusOf = () => 200;
  server = createServer((request, response) => {
    const line = `${String(request.method)} ${String(request.url)}`;
    requests.push(line);
    response.writeHead(statusOf(line), { 'content-type': 'application/json' }).end('{"id":"c1"}');
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const crm = () =>
  defineUpstream({
    name: 'crm',
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    idempotency: { header: 'Idempotency-Key' },
  });

function run(
  integration: Parameters<typeof runHandle>[0],
  event: Parameters<typeof webhook>[0] = {},
  dependencies = callDependencies(),
) {
  const fenced = startRun('run', Date.now() + 60_000, systemClock);
  return runHandle(integration, dependencies)(webhook(event), fenced, 1).finally(() => {
    fenced.end();
  });
}

describe('a handler', () => {
  it('gets the event as its schema makes it, a client per upstream, and the webhook as it came', async () => {
    const integration = defineIntegration({
      name: 'orders',
      provider: 'stripe',
      event: z.object({ id: z.string(), amount: z.string().transform(Number) }),
      upstreams: { crm: crm() },
      async handle(event, { crm: client, webhook: raw, attempt }) {
        await client.post('/contacts', { step: 'create', json: { amount: event.amount } });
        return { doubled: event.amount * 2, type: raw.type, attempt };
      },
    });
    const returned = await run(integration, { body: Buffer.from('{"id":"1","amount":"21"}') });
    expect(returned).toEqual({ doubled: 42, type: 'order.paid', attempt: 1 });
    expect(requests).toEqual(['POST /contacts']);
  });

  it('that hides a call of unknown outcome behind an error of its own does not have it tried again', async () => {
    statusOf = () => 500;
    const integration = defineIntegration({
      name: 'orders',
      provider: 'stripe',
      upstreams: { crm: { ...crm(), idempotency: 'none' as const } },
      async handle(_event, { crm: client }) {
        await client.post('/contacts', { step: 'create' }).catch((cause: unknown) => {
          throw new Error('the order is stuck', { cause });
        });
      },
    });
    await expect(run(integration)).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
    expect(requests).toEqual(['POST /contacts']);
  });

  it('that throws does not leave a call of its own behind', async () => {
    let ended = false;
    const integration = defineIntegration({
      name: 'orders',
      provider: 'stripe',
      upstreams: { crm: crm() },
      async handle(_event, { crm: client }) {
        void client.post('/contacts', { step: 'create' }).finally(() => (ended = true));
        throw new Error('the order is stuck');
      },
    });
    await expect(run(integration)).rejects.toThrow('the order is stuck');
    expect({ ended, requests }).toEqual({ ended: true, requests: ['POST /contacts'] });
  });

  it('is not run for a payload that its schema refuses, and the refusal quotes nothing of it', async () => {
    const integration = defineIntegration({
      name: 'orders',
      provider: 'stripe',
      event: z.object({ customer: z.object({ email: z.email() }) }),
      handle: () => Promise.reject(new Error('never runs')),
    });
    const refused = run(integration, { body: Buffer.from('{"customer":{"email":"s3cret"}}') });
    await expect(refused).rejects.toMatchObject({ reason: 'payload-mismatch' });
    await expect(refused).rejects.toThrow('customer.email');
    await expect(refused).rejects.not.toThrow('s3cret');
  });

  it('is not needed to go on with an undo, nor is its schema, which may have changed since', async () => {
    const dependencies = callDependencies();
    const integration = (event?: z.ZodType) =>
      defineIntegration({
        name: 'orders',
        provider: 'stripe',
        upstreams: { crm: crm() },
        ...(event && { event }),
        async handle(_event, { crm: client }) {
          const undo = () => ({ method: 'DELETE', path: '/contacts/c1' }) as const;
          await client.post('/contacts', { step: 'create', undo });
        },
      });
    await run(integration(), {}, dependencies);
    const said = { id: 'op-1', by: 'ada', why: 'cancelled' };
    await refuseEvent({ integration: 'orders', eventId: 'evt_1' }, said, dependencies.steps);
    const stricter = integration(z.object({ unheardOf: z.string() }));
    await expect(run(stricter, {}, dependencies)).rejects.toMatchObject({
      reason: 'handler-permanent',
    });
    expect(requests).toEqual(['POST /contacts', 'DELETE /contacts/c1']);
  });

  it.each([
    ['not JSON', 'application/json', '{', { reason: 'payload-mismatch' }],
    ['no JSON type', 'text/plain', '{', undefined],
  ])('is told of a body that is %s', async (_name, contentType, body, refusal) => {
    const integration = defineIntegration({
      name: 'orders',
      provider: 'stripe',
      handle: async (event) => event,
    });
    const result = run(integration, { contentType, body: Buffer.from(body) });
    if (refusal) await expect(result).rejects.toMatchObject(refusal);
    else await expect(result).resolves.toEqual(Buffer.from(body));
  });

  it('gets a form as fields', async () => {
    const integration = defineIntegration({
      name: 'calls',
      provider: 'twilio',
      handle: async (event) => event,
    });
    const contentType = 'application/x-www-form-urlencoded; charset=UTF-8';
    const body = Buffer.from('From=%2B1&Tag=a&Tag=b');
    expect(await run(integration, { contentType, body })).toEqual({ From: '+1', Tag: ['a', 'b'] });
  });

  const twoSteps = (second: () => Promise<unknown>) =>
    defineIntegration({
      name: 'orders',
      provider: 'stripe',
      upstreams: { crm: crm() },
      async handle(_event, { crm: client }) {
        await client.post('/contacts', {
          step: 'create',
          json: {},
          undo: () => ({ method: 'DELETE', path: '/contacts/c1' }),
        });
        await client.post('/mails', { step: 'mail', json: {} });
        return second();
      },
    });

  it('has its completed steps taken back when it calls the event permanent', async () => {
    const refused = run(twoSteps(() => Promise.reject(new PermanentError('no stock'))));
    await expect(refused).rejects.toThrow('no stock');
    expect(requests).toEqual(['POST /contacts', 'POST /mails', 'DELETE /contacts/c1']);
  });

  it('has them taken back when a later step gets a definite no', async () => {
    statusOf = (line) => (line === 'POST /mails' ? 422 : 200);
    await expect(run(twoSteps(async () => null))).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'upstream-rejected' },
    });
    expect(requests).toEqual(['POST /contacts', 'POST /mails', 'DELETE /contacts/c1']);
  });

  it('keeps them where a later step is forbidden: that is about one resource, and can be mended', async () => {
    statusOf = (line) => (line === 'POST /mails' ? 403 : 200);
    await expect(run(twoSteps(async () => null))).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'forbidden' },
    });
    expect(requests).toEqual(['POST /contacts', 'POST /mails']);
  });

  it('keeps its completed steps when it has a bug: a mended one goes on from there', async () => {
    const dependencies = callDependencies();
    const buggy = twoSteps(() => Promise.reject(new TypeError('x is undefined')));
    await expect(run(buggy, {}, dependencies)).rejects.toThrow('x is undefined');
    expect(
      await run(
        twoSteps(async () => 'mended'),
        {},
        dependencies,
      ),
    ).toBe('mended');
    expect(requests).toEqual(['POST /contacts', 'POST /mails']);
  });

  it('is not run again over an undoing that an earlier run began', async () => {
    const dependencies = callDependencies();
    statusOf = (line) => (line.startsWith('DELETE') ? 503 : 200);
    const integration = twoSteps(() => Promise.reject(new PermanentError('no stock')));
    await expect(run(integration, {}, dependencies)).rejects.toMatchObject({
      name: 'UpstreamError',
    });
    statusOf = () => 200;
    requests = [];
    const again = run(integration, {}, dependencies);
    await expect(again).rejects.toMatchObject({ reason: 'handler-permanent' });
    expect(requests).toEqual(['DELETE /contacts/c1']);
  });
});
