import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import fc from 'fast-check';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { forwardEndpoint } from '../../../lambdas/contract/upstreams-of.ts';
import { ParkError } from '../../../lambdas/processor/event-errors.ts';
import { toSigningSecret } from '../../../lambdas/processor/forward-secret.ts';
import { runForward } from '../../../lambdas/processor/forward.ts';
import { startRun } from '../../../lambdas/processor/run-fence.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import { upstreamProblems } from '../../../lib/upstream-problems.ts';
import { callDependencies } from '../../support/call-dependencies.ts';
import { webhook } from '../../support/webhook.ts';

interface Delivery {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const secret = toSigningSecret('what CloudFormation generated');
let server: Server;
let deliveries: Delivery[];
let answer: number;
/** Answered one after the other, before `answer`. */
let first: number[];

beforeEach(async () => {
  deliveries = [];
  answer = 204;
  first = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      deliveries.push({ url, method, headers, body: Buffer.concat(chunks) });
      response.writeHead(first.shift() ?? answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function forward(
  event: Parameters<typeof webhook>[0],
  run = startRun('run', Date.now() + 60_000, systemClock),
  refusedSince?: number,
  calls = callDependencies(),
) {
  const { port } = server.address() as AddressInfo;
  const integration = defineIntegration({
    name: 'orders',
    provider: 'stripe',
    forward: `http://127.0.0.1:${String(port)}/hooks/orders?team=a%20b`,
  });
  const handler = runForward(integration, () => Promise.resolve(secret), calls);
  return handler(webhook(event), run, 1, refusedSince).finally(() => {
    run.end();
  });
}

describe('a forwarded event', () => {
  it('arrives as it came, and verifies with the Standard Webhooks library', async () => {
    const body = Buffer.from([0, 255, 10, 13, 0xe2, 0x82]);
    await forward({
      body,
      contentType: 'application/octet-stream',
      headers: { 'stripe-version': '2026-01-01' },
    });
    const [delivery] = deliveries;
    expect(delivery).toMatchObject({ url: '/hooks/orders?team=a+b', method: 'POST', body });
    expect(delivery?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'stripe-version': '2026-01-01',
      'breakwater-integration': 'orders',
      'breakwater-correlation-id': 'c-1',
    });
  });

  it('is signed so that the Standard Webhooks library accepts it', async () => {
    await forward({});
    const [delivery] = deliveries;
    const headers = delivery?.headers as Record<string, string>;
    expect(() => new StandardWebhook(secret).verify(String(delivery?.body), headers)).not.toThrow();
  });

  it('has the same webhook-id each time, and another one for another event', async () => {
    await forward({ eventId: 'evt_1' });
    await forward({ eventId: 'evt_1' });
    await forward({ eventId: 'evt_2' });
    const ids = deliveries.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('cannot bring a signature of its provider’s making', async () => {
    await forward({
      headers: { 'webhook-id': 'theirs', 'webhook-signature': 'theirs', 'webhook-timestamp': '1' },
    });
    const headers = deliveries[0]?.headers as Record<string, string>;
    expect(headers['webhook-id']).toMatch(/^msg_/);
    expect(() =>
      new StandardWebhook(secret).verify(String(deliveries[0]?.body), headers),
    ).not.toThrow();
  });

  it('is delivered with any headers of its provider, each one unchanged or left out', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        ...['connection', 'Transfer-Encoding', 'content-length', 'host', 'expect', 'upgrade', 'te'],
        ...[
          'trailer',
          'keep-alive',
          'proxy-authorization',
          'proxy-connection',
          '__proto__',
          'constructor',
        ],
        ...[
          '',
          ' x',
          'x y',
          'x:y',
          'é',
          'x\n',
          'User-Agent',
          'traceparent',
          'webhook-id',
          'content-encoding',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const value = fc.oneof(
      fc.constantFrom(
        'böt 😀',
        '\ud800',
        'a\r\nx-evil: 1',
        '\0',
        '',
        '  padded\t',
        'x'.repeat(9_000),
      ),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
    );
    const headers = fc
      .array(fc.tuple(name, value), { maxLength: 12 })
      .map((fields) => Object.fromEntries(fields));
    await fc.assert(
      fc.asyncProperty(headers, value, async (sent, contentType) => {
        deliveries = [];
        await forward({ headers: sent, contentType, body: Buffer.from('{}') });
        const [delivery] = deliveries;
        expect(delivery?.body.toString()).toBe('{}');
        expect(delivery?.headers['x-evil']).toBeUndefined();
        expect(() =>
          new StandardWebhook(secret).verify('{}', delivery?.headers as Record<string, string>),
        ).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it('carries a header beyond Latin-1 as the bytes that its provider sent', async () => {
    await forward({
      headers: {
        'user-agent': 'böt 😀',
        'x-github-event': ' push ',
        'x-note': 'one\ntwo',
        te: 'gzip',
      },
      contentType: 'application/json; name=“x”',
    });
    const headers = deliveries[0]?.headers ?? {};
    const utf8 = (value: string | undefined) => Buffer.from(value ?? '', 'latin1').toString('utf8');
    expect(utf8(headers['user-agent'])).toBe('böt 😀');
    expect(utf8(headers['content-type'])).toBe('application/json; name=“x”');
    expect(headers['x-github-event']).toBe('push');
    expect(headers['x-note']).toBeUndefined();
    expect(headers.te).toBeUndefined();
  });

  it('leaves out the longest headers if together they exceed what a server accepts', async () => {
    const headers = { 'user-agent': 'x'.repeat(20_000), 'x-github-event': 'push' };
    await forward({ headers });
    expect(deliveries[0]?.headers).toMatchObject({
      'x-github-event': 'push',
      'user-agent': 'breakwater',
    });
  });

  it.each([401, 404])('waits for an endpoint that answers %i in its first hour', async (status) => {
    answer = status;
    const waiting = forward({});
    await expect(waiting).rejects.toBeInstanceOf(ParkError);
    await expect(waiting).rejects.toMatchObject({ name: 'EndpointNotReady' });
  });

  it('has its hour from its first refusal, however long ago it came', async () => {
    answer = 404;
    const before = Date.now();
    const first = forward({ receivedAt: Date.now() - 3 * 24 * 60 * 60_000 });
    await expect(first).rejects.toMatchObject({
      name: 'EndpointNotReady',
      refusedSince: expect.any(Number),
    });
    const { refusedSince = 0 } = (await first.catch((error: unknown) => error)) as ParkError;
    expect(refusedSince).toBeGreaterThanOrEqual(before);

    const again = forward({}, undefined, Date.now() - 59 * 60_000);
    await expect(again).rejects.toMatchObject({ name: 'EndpointNotReady' });
  });

  it.each([401, 404])(
    'is dead-lettered when the endpoint still answers %i after an hour',
    async (status) => {
      answer = status;
      const late = forward({}, undefined, Date.now() - 61 * 60_000);
      await expect(late).rejects.toMatchObject({
        disposition: { kind: 'dead-letter', reason: 'upstream-rejected' },
      });
    },
  );

  it.each([
    [302, { kind: 'retry', whenExhausted: 'upstream-malformed' }],
    [307, { kind: 'dead-letter', reason: 'upstream-rejected' }],
    [403, { kind: 'dead-letter', reason: 'forbidden' }],
    [422, { kind: 'dead-letter', reason: 'upstream-rejected' }],
    [429, { kind: 'park' }],
    [500, { kind: 'retry' }],
    [501, { kind: 'dead-letter', reason: 'upstream-rejected' }],
  ])(
    'ends as docs/forwarding.md says where the endpoint answers %i',
    async (status, disposition) => {
      answer = status;
      await expect(forward({})).rejects.toMatchObject({ disposition });
    },
  );

  it.each([401, 404, 409, 422])(
    'is judged by its last answer: a %i after a 500 leaves no doubt',
    async (status) => {
      first = [500];
      answer = status;
      const calls = callDependencies();
      await expect(forward({}, undefined, undefined, calls)).rejects.toMatchObject({
        disposition: { kind: 'retry' },
      });
      await expect(forward({}, undefined, undefined, calls)).rejects.not.toMatchObject({
        disposition: { reason: 'outcome-unknown' },
      });
      answer = 204;
      await forward({}, undefined, undefined, calls);
      expect(deliveries).toHaveLength(3);
    },
  );

  it.each([5, 20])(
    'is given up on before its run of %i seconds is over, when the endpoint hangs',
    (timeoutSeconds) => {
      const endpoint = forwardEndpoint({
        name: 'orders',
        forward: 'https://endpoint.example/hooks',
        limits: { timeoutSeconds },
      });
      expect(endpoint.timeouts?.totalMs).toBe(timeoutSeconds * 500);
      expect(upstreamProblems(endpoint, { timeoutSeconds })).toEqual([]);
    },
  );

  it('leaves an endpoint thirty seconds where its run has a minute', () => {
    const endpoint = forwardEndpoint({ name: 'orders', forward: 'https://endpoint.example/hooks' });
    expect(endpoint.timeouts).toEqual({ connectMs: 5_000, readMs: 15_000, totalMs: 30_000 });
  });

  it('is not sent by a run that outlived its deadline', async () => {
    const dead = startRun('dead', Date.now(), systemClock);
    await expect(forward({}, dead)).rejects.toThrow();
    expect(deliveries).toEqual([]);
  });
});
