import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { z } from 'zod';
import { staticCredential } from '../../../lambdas/contract/credentials.ts';
import {
  defineUpstream,
  type UpstreamDefinition,
} from '../../../lambdas/contract/define-upstream.ts';
import type { UpstreamError } from '../../../lambdas/contract/upstream-error.ts';
import { safeError } from '../../../lambdas/processor/safe-error.ts';
import type { CallContext } from '../../../lambdas/upstream/call-context.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { openGate, type UpstreamGate, type Verdict } from '../../../lambdas/upstream/gate.ts';
import { jumpingClock } from '../../support/jumping-clock.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import {
  acts,
  refuses,
  startUpstream,
  type Reaction,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

describe('A call to an upstream', () => {
  let server: UpstreamServer;
  let context: TestContext;
  const client = (changes: Partial<UpstreamDefinition> = {}, of: CallContext = context) => {
    const crm = defineUpstream({
      name: 'crm',
      label: 'Customer records',
      baseUrl: server.url,
      ...changes,
    });
    return createUpstreamClients({ crm }, of).clients.crm;
  };
  const failure = async (call: Promise<unknown>) =>
    (await call.then(
      () => undefined,
      (error: unknown) => error,
    )) as UpstreamError;

  beforeEach(async () => {
    server = await startUpstream(acts());
    context = callContext();
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  it('uses a connection again, but not one that may have been closed while Lambda slept', async () => {
    const clock = jumpingClock();
    const awake = callContext({ clock });
    await client({}, awake).get('/a');
    await client({}, awake).get('/b');
    expect(server.connections).toBe(1);
    clock.jumpTo(clock.now() + 60_000);
    await client({}, awake.nextRun()).get('/c');
    expect(server.connections).toBe(2);
    expect(server.requests).toHaveLength(3);
    awake.end();
  });

  it('that nobody could repeat has a connection of its own', async () => {
    const { post } = client({ idempotency: 'none' });
    await post('/notes', { step: 'one' });
    await post('/notes', { step: 'two' });
    await post('/notes', { step: 'harmless', repeatable: true });
    await post('/notes', { step: 'harmless-too', repeatable: true });
    expect(server.connections).toBe(3);
    expect(context.lines.map(({ fields }) => fields['outcome'])).toEqual(Array(4).fill('done'));
  });

  it('is sent on a new connection where the other side has closed the idle one', async () => {
    server.script(({ response, socket }) => {
      response.writeHead(200).end('{}', () => setImmediate(() => socket.destroy()));
    });
    for (let call = 1; call <= 5; call += 1) {
      await client().post('/notes', { step: `note-${call}`, repeatable: true });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(context.lines.map(({ fields }) => fields['outcome'])).toEqual(Array(5).fill('done'));
  });

  it('carries the correlation id, and a span of its own in the trace of the event', async () => {
    await client().get('/a');
    await client().get('/b');
    const headers = server.requests.map((request) => request.headers);
    expect(headers.map((one) => one['x-correlation-id'])).toEqual(['c-1', 'c-1']);
    for (const { traceparent } of headers) {
      expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
      expect(traceparent).not.toContain('b7ad6b7169203331');
    }
  });

  it('leaves one log line with all that the guide asks for, and the upstream’s metrics', async () => {
    const keyed = { idempotency: { header: 'Idempotency-Key' } } as const;
    server.script(refuses(502), acts());
    await client(keyed).post('/contacts/{id}', { step: 'touch', params: { id: 7 } });
    const key = server.requests[0]?.headers['idempotency-key'];
    const common = {
      ...{ upstream: 'crm', endpoint: 'default', method: 'POST', path: '/contacts/{id}' },
      ...{ latencyMs: expect.any(Number), run: 1, idempotencyKey: key, correlationId: 'c-1' },
      ...{ eventId: 'evt_1', step: 'touch' },
    };
    expect(context.lines.map(({ level, fields }) => ({ level, fields }))).toEqual([
      {
        level: 'warn',
        fields: {
          ...common,
          ...{ status: 502, attempt: 1, retry: false, outcome: 'unclear' },
          ...{ code: 'HTTP_502', detail: 'no' },
        },
      },
      {
        level: 'info',
        fields: { ...common, status: 200, attempt: 2, retry: true, outcome: 'done' },
      },
    ]);
    const named = (name: string) => context.points.filter((point) => point.name === name);
    expect(named('UpstreamLatency')).toHaveLength(2);
    expect(named('UpstreamFailedShare').map(({ value }) => value)).toEqual([1, 0]);
    expect(named('UpstreamRetries')).toHaveLength(1);
    expect(named('UpstreamFailures')[0]?.dimensions).toEqual({ upstream: 'crm', class: 'unclear' });
  });

  it('tells people nothing of what the upstream said, and the log no secret', async () => {
    const said = 'Row 42 locked. password=hunter22 Bearer abcdefgh12345';
    server.script(refuses(422, {}, said));
    const error = await failure(client().get('/a'));
    expect(error.userMessage).toBe('Customer records did not accept this.');
    expect(JSON.stringify(error) + error.message).not.toContain('Row 42');
    expect(error.detail).toBe('Row 42 locked. password=[secret] Bearer [secret]');
    server.script(refuses(500));
    expect((await failure(client().get('/a'))).userMessage).toBe(
      'Customer records is temporarily unavailable. Please try again in a moment.',
    );
  });

  it('leaves nothing of its credential in the log, though the upstream repeats it', async () => {
    const issued = {
      ...{ version: '1', grantVersion: '1', headers: {}, secrets: ['sk_live_1234'] },
    };
    const credentials = { current: async () => issued, renewed: async () => undefined };
    server.script(refuses(422, {}, 'No account has the key sk_live_1234.'));
    const credential = staticCredential({ secret: 'key' });
    await failure(client({ credential }, { ...context, credentials }).get('/a'));
    expect(context.lines[0]?.fields['detail']).toBe('No account has the key [secret].');
  });

  it('that meets an error with status 200 says what the upstream said, and names the field', async () => {
    server.script(acts({ ok: false, error: 'channel_not_found', customer: 'Ada' }));
    const error = await failure(client().get('/a', { response: z.object({ id: z.number() }) }));
    expect(error.detail).toBe(
      '{"ok":false,"error":"channel_not_found"} (id: Invalid input: expected number, received undefined)',
    );
  });

  it('does not repeat the request or an email address even if the upstream does', async () => {
    const json = { name: 'Ada Lovelace', iban: 'DE75512108001245126199', note: 'x'.repeat(20_000) };
    const body = JSON.stringify(json);
    const post = async () => {
      const error = await failure(
        client().post('/a', { step: `s${server.requests.length}`, json }),
      );
      return error.detail;
    };
    server.script(refuses(422, {}, `{"error":"currency missing","request":${body}}`));
    await expect(post()).resolves.toBe('{"error":"currency missing","request":[request]');
    server.script(refuses(422, {}, JSON.stringify({ error: 'bad', echo: body.slice(0, 60) })));
    await expect(post()).resolves.toBe('{"error":"bad","echo":"[request]"}');
    server.script(refuses(422, {}, 'ada.lovelace+1@mail.example.com exists'));
    await expect(post()).resolves.toBe('[email] exists');
  });

  it('that meets another shape names the field in its error', async () => {
    server.script(acts({ customer: { id: 'seven' } }));
    const response = z.object({ customer: z.object({ id: z.number() }) });
    const error = await failure(client().get('/a', { response }));
    expect(safeError(error).message).toContain(
      'Detail: customer.id: Invalid input: expected number',
    );
    expect(safeError(error).message).not.toContain('seven');
  });

  it('comes back no sooner than a 500 with Retry-After asks for', async () => {
    server.script(refuses(500, { 'retry-after': '600' }));
    const { disposition } = await failure(client().get('/a'));
    const notBefore = disposition.kind === 'retry' ? disposition.notBefore : 0;
    expect(notBefore).toBeGreaterThan(Date.now() + 595_000);
  });

  it.each([
    ['another shape', '{"identity":7}', 'alive'],
    ['a page of HTML', '<html>', 'failed'],
  ])('that is answered with %s tells the gate that its upstream is: %s', async (_, body, kind) => {
    const verdicts: Verdict[] = [];
    server.script(refuses(200, {}, body));
    const gated = { ...context, gate: listening(verdicts), attempt: 2 };
    await failure(client({}, gated).get('/a', { response: z.object({ id: z.number() }) }));
    expect(verdicts).toEqual([{ kind }]);
  });

  it.each([
    ['seconds', { 'retry-after': '3600' }, 3_600_000],
    [
      'a date, against the date of the response',
      { 'retry-after': 'Thu, 01 Jan 2026 02:00:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      7_200_000,
    ],
    ['a value beyond a day', { 'retry-after': '99999999999' }, 86_400_000],
  ])(
    'parks its event until Retry-After and the turn of those it holds up: %s',
    async (_, headers, waitMs) => {
      server.script(refuses(429, headers));
      const before = Date.now();
      const { disposition } = await failure(client().get('/a'));
      const until = disposition.kind === 'park' ? disposition.until : 0;
      const turnMs = 10_000;
      expect(until).toBeGreaterThanOrEqual(before + waitMs + turnMs);
      expect(until).toBeLessThan(Date.now() + waitMs + turnMs + 1_000);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('leaves a Retry-After of more than two seconds to the queue', async () => {
    server.script(refuses(429, { 'retry-after': '3' }));
    expect(await failure(client().get('/a'))).toMatchObject({ disposition: { kind: 'park' } });
    expect(server.requests).toHaveLength(1);
  });

  it('comes back no sooner than in two seconds, however often it is told to come back at once', async () => {
    server.script(refuses(429, { 'retry-after': '0' }));
    const { disposition } = await failure(client().get('/a'));
    expect(server.requests).toHaveLength(2);
    const until = disposition.kind === 'park' ? disposition.until : 0;
    expect(until).toBeGreaterThan(Date.now() + 1_500);
  });

  it('waits for its credential to be mended, whatever Retry-After a 401 carries', async () => {
    server.script(refuses(401, { 'retry-after': '0' }));
    const { disposition } = await failure(client().get('/a'));
    const until = disposition.kind === 'park' ? disposition.until : 0;
    expect(until).toBeGreaterThan(Date.now() + 4 * 60_000);
  });

  it('is answered by a status alone where nobody reads the body', async () => {
    server.script(({ response, socket }) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('{"id":', () => socket.destroy());
    });
    await client({ idempotency: 'none' }).post('/mails', { step: 'mail', expect: 'nothing' });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, (json: Buffer) => Buffer]>([
    ['gzip', (json) => gzipSync(json)],
    ['X-GZIP', (json) => gzipSync(json)],
    ['deflate', (json) => deflateSync(json)],
    ['deflate', (json) => deflateRawSync(json)],
    ['br', (json) => brotliCompressSync(json)],
    ['zstd', (json) => zstdCompressSync(json)],
    ['gzip, br', (json) => brotliCompressSync(gzipSync(json))],
    ['identity', (json) => gzipSync(json)],
    ['', (json) => json],
    ['none', (json) => json],
    ['Identity', (json) => json],
    ['utf-8', (json) => json],
    ['gzip', (json) => json],
  ])(
    'reads an answer with content-encoding "%s", though it asks for none',
    async (coding, encode) => {
      const body = encode(Buffer.from('{"id":7}'));
      server.script(({ response }) => {
        response.writeHead(200, { 'content-encoding': coding }).end(body);
      });
      const step = { step: 'create', response: z.object({ id: z.number() }) };
      await expect(client({ idempotency: 'none' }).post('/a', step)).resolves.toEqual({ id: 7 });
      expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
    },
  );

  it.each<[string, Buffer]>([
    ['a byte order mark', Buffer.from('\ufeff{"name":"José"}')],
    ['UTF-16', Buffer.from('\ufeff{"name":"José"}', 'utf16le')],
    ['Latin-1', Buffer.from('{"name":"José"}', 'latin1')],
  ])('reads JSON with %s', async (_what, body) => {
    server.script(({ response }) => void response.writeHead(200).end(body));
    await expect(client().get('/a')).resolves.toEqual({ name: 'José' });
  });

  it('shows the text of a compressed refusal', async () => {
    server.script(({ response }) => {
      const body = gzipSync('{"error":"currency missing"}');
      response.writeHead(422, { 'content-encoding': 'gzip' }).end(body);
    });
    expect((await failure(client().get('/a'))).detail).toBe('{"error":"currency missing"}');
  });

  it('does not unpack more than the limit of a response', async () => {
    server.script(({ response }) => {
      const body = gzipSync(Buffer.alloc(5_000_000, ' '));
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    });
    await failure(client().get('/a'));
    expect(context.lines[0]?.fields['code']).toBe('TOO_LONG');
  });

  it.each<[string, Reaction, string, Verdict['kind']]>([
    ['a page', refuses(200, { 'content-type': 'text/html' }, '<html>'), 'NOT_JSON', 'failed'],
    [
      'a page that is JSON',
      refuses(200, { 'content-type': 'text/html' }, '503'),
      'NOT_JSON',
      'failed',
    ],
    ['cut JSON', refuses(200, {}, '{"id":'), 'NOT_JSON', 'failed'],
    ['nothing', refuses(200, {}, ''), 'EMPTY', 'failed'],
    ['a redirect to a login', refuses(302, { location: '/login' }), 'REDIRECT', 'failed'],
    ['another shape', acts({ identity: 7 }), 'SCHEMA_MISMATCH', 'alive'],
    ['no content', refuses(204, {}, ''), 'SCHEMA_MISMATCH', 'alive'],
    ['too much', acts({ id: 7, x: 'x'.repeat(1_000_000) }), 'TOO_LONG', 'alive'],
  ])('that reads and is answered with %s comes again', async (_what, reaction, code, verdict) => {
    server.script(reaction);
    const verdicts: Verdict[] = [];
    const gated = callContext({ attempt: 2, gate: listening(verdicts) });
    const response = z.object({ id: z.number() });
    const error = await failure(client({}, gated).get('/a', { response }));
    expect(error.disposition).toMatchObject({ kind: 'retry', whenExhausted: 'upstream-malformed' });
    expect(gated.lines[0]?.fields['code']).toBe(code);
    expect(verdicts).toEqual([{ kind: verdict }]);
    gated.end();
  });

  it.each([
    [
      'a number that JSON does not know',
      { id: 1n },
      /crm: POST \/mails \(step "mail"\): `json` cannot be/,
    ],
    ['what JSON leaves out', Symbol('id'), /crm: POST \/mails \(step "mail"\): `json` is a symbol/],
  ])('with %s for a body is named', async (_what, json, message) => {
    const call = client({ idempotency: 'none' }).post('/mails', { step: 'mail', json });
    await expect(call).rejects.toThrow(message);
    expect(server.requests).toEqual([]);
  });

  it('that only asks for a status fails no less where its handler forgot to await it', async () => {
    server.script(refuses(404));
    const crm = defineUpstream({ name: 'crm', baseUrl: server.url });
    const session = createUpstreamClients({ crm }, context);
    void session.clients.crm.head('/a');
    await expect(session.finish()).rejects.toMatchObject({ failure: 'rejected' });
  });

  it('takes its values from the class of the endpoint that it belongs to', async () => {
    const reports = { match: 'GET /reports/*', responseLimitBytes: 5 };
    server.script(acts({ id: 1_000_000 }));
    await client({ endpoints: { reports } }).get('/other/1');
    const error = await failure(
      client({ endpoints: { reports } }).get('/reports/{id}', { params: { id: 1 } }),
    );
    expect(error).toMatchObject({ endpoint: 'reports', failure: 'malformed' });
  });

  it('ends when its run does, and leaves time to write down what came', async () => {
    server.script(() => undefined);
    const short = callContext({ runMs: 3_000 });
    const error = await failure(client({ timeouts: { readMs: 2_400 } }, short).get('/a'));
    expect(error.failure).toBe('unclear');
    expect(short.run.remainingMs()).toBeGreaterThan(400);
    short.end();
  });

  it('is not begun where too little of its run is left, and says nothing of the upstream’s health', async () => {
    const verdicts: Verdict[] = [];
    const short = callContext({ runMs: 1_000, gate: listening(verdicts) });
    const error = await failure(client({}, short).get('/a'));
    expect(error).toMatchObject({
      failure: 'not-sent',
      message: expect.stringContaining('its run has too little time left') as unknown,
      disposition: { kind: 'park', cause: 'out-of-time' },
    });
    expect(server.requests).toEqual([]);
    expect(verdicts).toEqual([{ kind: 'none' }]);
    short.end();
  });

  it('that its run cut short says nothing of the upstream’s health either', async () => {
    server.script(() => undefined);
    const verdicts: Verdict[] = [];
    const short = callContext({ runMs: 2_600, gate: listening(verdicts) });
    expect(await failure(client({}, short).get('/a'))).toMatchObject({ failure: 'unclear' });
    expect(short.lines[0]?.fields['code']).toBe('NO_TIME_LEFT');
    expect(verdicts).toEqual([{ kind: 'none' }]);
    short.end();
  });

  it('is not made again after a 401 where getting a fresh credential took what was left', async () => {
    server.script(refuses(401));
    const clock = jumpingClock();
    const issued = (version: string) => ({
      ...{ version, grantVersion: version, headers: {}, secrets: [] },
    });
    const slow = callContext({
      clock,
      credentials: {
        current: async () => issued('1'),
        renewed: async (_credential, _refused, { run }) => {
          clock.jumpTo(run.deadline - 1_000);
          return issued('2');
        },
      },
    });
    const credential = staticCredential({ secret: 'key' });
    const error = await failure(client({ credential }, slow).get('/a'));
    expect(error).toMatchObject({
      failure: 'not-sent',
      disposition: { kind: 'park', cause: 'out-of-time' },
    });
    expect(server.requests).toHaveLength(1);
    slow.end();
  });

  it('is not read at all where its answer says that it is too long', async () => {
    server.script(({ response }) => {
      response.writeHead(200, { 'content-length': '50' }).flushHeaders();
    });
    const error = await failure(client({ responseLimitBytes: 5 }).get('/a'));
    expect(error).toMatchObject({ failure: 'malformed' });
    expect(context.lines[0]?.fields['code']).toBe('TOO_LONG');
  });

  it('is held back by the gate, without a request and without an attempt', async () => {
    const until = Date.now() + 60_000;
    const gate: UpstreamGate = {
      ...openGate,
      admit: () => Promise.resolve({ kind: 'held-back', until, cause: 'breaker-open' }),
    };
    const error = await failure(client({}, { ...context, gate }).get('/a'));
    expect(error).toMatchObject({
      failure: 'held-back',
      disposition: { kind: 'park', until, cause: 'breaker-open' },
    });
    expect(server.requests).toEqual([]);
  });

  it('is not made again in its run once the gate says that its event shall wait', async () => {
    const until = Date.now() + 60_000;
    const gate: UpstreamGate = {
      ...openGate,
      admit: async () => ({
        kind: 'admitted',
        report: async () => ({ until, cause: 'breaker-open' }),
      }),
    };
    server.script(refuses(503));
    expect(await failure(client({}, { ...context, gate }).get('/a'))).toMatchObject({
      disposition: { kind: 'park', until, cause: 'breaker-open' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is not made again in its run where the upstream’s retry budget is spent', async () => {
    const spent = { countRequest: () => undefined, takeRetry: () => false };
    const tools = { ...context.tools, budget: () => spent };
    server.script(refuses(503));
    expect(await failure(client({}, { ...context, tools }).get('/a'))).toMatchObject({
      disposition: { kind: 'retry' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('tells the gate once for each request how the upstream did', async () => {
    const verdicts: Verdict[] = [];
    const gated = { ...context, gate: listening(verdicts) };
    server.script(
      refuses(503),
      refuses(404),
      refuses(429, { 'retry-after': '60' }),
      refuses(403),
      acts(),
    );
    await failure(client({}, gated).get('/a'));
    await failure(client({}, gated).get('/a'));
    await failure(client({}, gated).get('/a'));
    await client({}, gated).get('/a');
    expect(verdicts.map(({ kind }) => kind)).toEqual([
      'failed',
      'alive',
      'busy',
      'forbidden',
      'alive',
    ]);
  });

  it.each([
    ['../admin', /leads out|One "\/"|begins with one/i],
    ['//elsewhere.example/a', /begins with one/],
    ['/a/../../b', /leads out/],
    ['/a/%2e%2e/b', /leads out/],
    ['/a?b=c', /begins with one/],
    ['/{id}', /needs a non-empty/],
  ])('cannot be led astray by the path %s', async (path, message) => {
    await expect(client({ baseUrl: `${server.url}/v2` }).get(path)).rejects.toThrow(message);
    expect(server.requests).toEqual([]);
  });

  it('sends a header and a key beyond Latin-1 as UTF-8 bytes', async () => {
    const idempotency = { header: 'Idempotency-Key' } as const;
    const headers = { 'X-Customer': 'Łukasz 😀' };
    await client({ idempotency }).post('/a', { step: 'a', key: 'évt_😀', headers });
    const received = server.requests[0]?.headers ?? {};
    const utf8 = (name: string) => Buffer.from(String(received[name]), 'latin1').toString('utf8');
    expect([utf8('x-customer'), utf8('idempotency-key')]).toEqual(['Łukasz 😀', 'évt_😀']);
  });

  it('encodes what comes in parameters', async () => {
    await client({ baseUrl: `${server.url}/v2/` }).get('/contacts/{id}', {
      params: { id: 'a/b?c#d' },
      query: { tag: ['x&y', 'z'] },
    });
    expect(server.requests[0]?.url).toBe('/v2/contacts/a%2Fb%3Fc%23d?tag=x%26y&tag=z');
    await expect(client().get('/contacts/{id}', { params: { id: '..' } })).rejects.toThrow(
      /cannot be/,
    );
  });

  it('gives what the schema makes of the answer', async () => {
    const Contact = z.object({ id: z.number().transform(String) });
    server.script(acts({ id: 7, name: 'Ada' }));
    const contact: { id: string } = await client().get('/contacts/7', { response: Contact });
    expect(contact).toEqual({ id: '7' });
  });

  it('cannot change anything without the name of a step, for the compiler already', () => {
    // @ts-expect-error A POST needs a step.
    const call = () => client().post('/contacts', { json: {} });
    return expect(call()).rejects.toThrow(/step/);
  });
});

function listening(verdicts: Verdict[]): UpstreamGate {
  return {
    ...openGate,
    async admit(call) {
      const admission = await openGate.admit(call);
      if (admission.kind !== 'admitted') return admission;
      return {
        ...admission,
        report: (verdict) => {
          verdicts.push(verdict);
          return Promise.resolve(undefined);
        },
      };
    },
  };
}
