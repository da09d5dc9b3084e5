import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeMessage } from '../../../lambdas/event/webhook-message.ts';
import { platformMaxBodyBytes } from '../../../lambdas/verification/bounds.ts';
import { answer, breakOff, hang, refuse, reset, type Behaviour } from '../../support/fake-aws.ts';
import { acme, signed, until, verifier, type Verifier } from '../../support/verifier.ts';

let one: Verifier;
beforeEach(async () => {
  one = await verifier();
});
afterEach(async () => {
  await one[Symbol.asyncDispose]();
});

async function restart(changes: Parameters<typeof verifier>[0]): Promise<void> {
  await one[Symbol.asyncDispose]();
  one = await verifier(changes);
}

function stored() {
  return one.aws.messages.map(({ text }) => {
    const decoded = decodeMessage(text);
    if (decoded.kind !== 'message') throw new Error(`not a message: ${text}`);
    return decoded;
  });
}

const withoutMessageId: Behaviour = ({ body, response }) => {
  const { MessageBody } = JSON.parse(body.toString()) as { MessageBody: string };
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  response.end(JSON.stringify({ MD5OfMessageBody }));
};

describe('An event that verifies', () => {
  it('is answered 2xx only after SQS has stored it', async () => {
    let release = () => {};
    one.aws.behave('SendMessage', (call) => {
      release = () => one.aws.usual(call);
    });
    let answered = false;
    const answering = one.deliver().finally(() => {
      answered = true;
    });
    await until(() => one.aws.callsTo('SendMessage').length === 1);
    expect(answered).toBe(false);
    expect(one.counted).toEqual([]);

    release();
    await expect(answering).resolves.toEqual({ status: 200 });
    expect(one.aws.messages).toHaveLength(1);
  });

  it('is answered in the form that its provider wants', async () => {
    const accepted = { status: 202, contentType: 'text/plain', body: '[accepted]' };
    await restart({ accepted });
    await expect(one.deliver()).resolves.toEqual(accepted);
  });

  it('lies in the queue of its integration with everything a handler may need', async () => {
    const body = Buffer.from([0, 1, 0xff, 0x0b, 0x7f]);
    await one.deliver({
      body,
      query: 'a=1&b=%20x&&c',
      headers: {
        'x-acme-type': 'order.paid',
        'content-type': 'application/octet-stream',
        'user-agent': 'Acme/1.0',
        authorization: 'Bearer abc',
        'x-other': 'not a header of the provider',
      },
    });

    const sha256 = createHash('sha256').update(body).digest('hex');
    const bound = { signedSha256: sha256, contentSha256: sha256 };
    expect(one.aws.messages[0]?.queueUrl).toBe(
      'https://sqs.test/000/breakwater-test-events-orders',
    );
    expect(stored()).toEqual([
      {
        kind: 'message',
        body,
        head: {
          integration: 'orders',
          provider: 'acme',
          eventId: 'evt_1',
          type: 'order.paid',
          correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
          receivedAt: one.clock.now(),
          method: 'POST',
          query: 'a=1&b=%20x&&c',
          contentType: 'application/octet-stream',
          idUnsigned: true,
          binding: { ...bound, otherContent: 'own-event', type: 'order.paid' },
          headers: {
            'content-type': 'application/octet-stream',
            'user-agent': 'Acme/1.0',
            'x-acme-id': 'evt_1',
            'x-acme-type': 'order.paid',
          },
        },
      },
    ]);
  });

  it('gets an id of its own where the provider has none, so that two of them are two', async () => {
    await restart({ eventId: [] });
    await one.deliver();
    await one.deliver();
    const ids = stored().map(({ head }) => head.eventId);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.any(String)]);
    expect(new Set(ids).size).toBe(2);
  });

  it('continues the trace that its provider began', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await one.deliver({ headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(stored()[0]?.head.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(stored()[0]?.head.traceparent).not.toContain('b7ad6b7169203331');
  });

  it('is counted, and logged with the secret that matched and without its body', async () => {
    await one.deliver({ body: Buffer.from('{"card":"4242424242424242"}') });
    expect(one.counted).toEqual(['RejectedShare 0', 'Accepted 1 integration=orders']);
    expect(one.logged).toEqual([
      {
        level: 'info',
        message: 'accepted',
        correlationId: stored()[0]?.head.correlationId,
        integration: 'orders',
        provider: 'acme',
        eventId: 'evt_1',
        type: 'unknown',
        secret: 'current',
        bodyIn: 'queue',
        bytes: 27,
        durationMs: 0,
      },
    ]);
  });

  it('verifies against the public URL of the configuration, whatever host was called', async () => {
    const message = [{ part: 'url' }, { part: 'body' }] as const;
    await restart({ scheme: { ...acme.scheme, message } as typeof acme.scheme });
    const headers = { host: 'attacker.example' };
    await expect(one.deliver({ query: 'a=1', headers })).resolves.toEqual({ status: 200 });
  });
});

describe('When the queue does not store an event', () => {
  it.each([
    ['refuses', refuse(400, 'QueueDoesNotExist')],
    ['denies access', refuse(403, 'AccessDenied')],
    ['has an outage', refuse(500, 'InternalFailure')],
    ['throttles', refuse(400, 'RequestThrottled')],
    ['resets the connection', reset],
    ['breaks off its answer', breakOff],
    ['answers without a message id', withoutMessageId],
    ['answers nothing that says it was stored', answer(200, {})],
    ['answers something else than an object', answer(200, [])],
    ['confirms other bytes than were sent', answer(200, { MessageId: 'm', MD5OfMessageBody: '0' })],
  ])('the provider is asked to try again: SQS %s', async (_, behaviour) => {
    one.aws.behave('SendMessage', behaviour);
    await expect(one.deliver()).resolves.toEqual({
      status: 503,
      contentType: 'text/plain; charset=utf-8',
      body: 'try again\n',
      headers: { 'retry-after': '10' },
    });
    expect(one.counted).toEqual([
      'RejectedShare 0',
      'VerifierFaults 1',
      'VerifierFaults 1 reason=not-stored',
    ]);
    expect(one.logged).toMatchObject([{ level: 'error', message: 'fault', reason: 'not-stored' }]);
  });

  it('nothing remembers the event, so its next try is accepted', async () => {
    one.aws.behave('SendMessage', refuse(400, 'QueueDoesNotExist'));
    await one.deliver();
    expect(one.aws.messages).toEqual([]);
    expect(one.aws.objects.size).toBe(0);

    one.aws.behave('SendMessage');
    await expect(one.deliver()).resolves.toEqual({ status: 200 });
    expect(one.aws.messages).toHaveLength(1);
  });

  it('a short fault is ridden out within the same request', async () => {
    one.aws.behaveNext('SendMessage', reset);
    await expect(one.deliver()).resolves.toEqual({ status: 200 });
  });

  it('the answer comes within the patience of the provider, and the attempt is called off', async () => {
    await restart({ patienceMs: 3_000 });
    one.aws.behave('SendMessage', hang);
    const answering = one.deliver();
    await until(() => one.aws.callsTo('SendMessage').length === 1);
    const socket = one.aws.callsTo('SendMessage')[0]?.response.socket;
    const closed = new Promise((resolve) => socket?.once('close', resolve));

    await one.clock.advance(2_499);
    expect(one.logged).toEqual([]);
    await one.clock.advance(1);
    await expect(answering).resolves.toMatchObject({ status: 503 });
    expect(one.logged).toMatchObject([{ reason: 'out-of-time', durationMs: 2_500 }]);
    await closed;
  });
});

describe('A request that does not verify', () => {
  const refusal = { status: 401, contentType: 'text/plain; charset=utf-8', body: 'not verified\n' };

  it.each([
    ['wrong-signature', { 'x-acme-signature': '0'.repeat(64) }],
    ['malformed-header', { 'x-acme-signature': 'nonsense' }],
    ['missing-header', {}],
  ])('gets one and the same answer; the reason (%s) stays here', async (reason, headers) => {
    const request = { ...signed(acme, one.clock.now()), headers };
    await expect(one.answer(request)).resolves.toEqual(refusal);
    expect(one.counted).toEqual([
      'RejectedShare 1',
      `Rejected 1 reason=${reason}`,
      `Rejected 1 integration=orders reason=${reason}`,
      ...(reason === 'wrong-signature' ? ['Accepted 0 integration=orders'] : []),
    ]);
    expect(one.logged).toMatchObject([{ message: 'rejected', reason, integration: 'orders' }]);
    expect(one.aws.messages).toEqual([]);
  });

  it('leaves neither its body nor its signature nor our secret in the log', async () => {
    await one.deliver(
      { body: Buffer.from('body-text'), headers: { 'x-acme-id': 'id-text' } },
      'other',
    );
    expect(JSON.stringify(one.logged)).not.toMatch(/body-text|id-text|shh|[0-9a-f]{64}/);
  });
});

describe('A probe of the URL', () => {
  const probe = (method: string, headers = {}) =>
    one.answer({ ...signed(acme, one.clock.now()), method, headers, body: Buffer.alloc(0) });

  it('by HEAD is answered 200 and is not an event, signed or not, with or without a secret', async () => {
    one.setSecrets();
    await expect(probe('HEAD')).resolves.toEqual({ status: 200 });
    await expect(probe('HEAD', { 'x-acme-signature': '0'.repeat(64) })).resolves.toEqual({
      status: 200,
    });
    expect(one.aws.messages).toEqual([]);
    expect(one.counted).not.toContain('RejectedShare 1');
  });

  it.each(['GET', 'PUT', 'DELETE'])(
    'by %s is answered 405 with what is allowed',
    async (method) => {
      await expect(probe(method)).resolves.toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
      });
      expect(one.aws.messages).toEqual([]);
    },
  );

  it('is answered as its provider’s catalog entry says', async () => {
    const answer = { status: 405, headers: { allow: 'POST' } };
    const probes = [
      { method: 'HEAD', answer },
      { method: 'GET', answer: { status: 200, body: 'here' } },
    ] as const;
    await restart({ probes });
    await expect(probe('HEAD')).resolves.toEqual(answer);
    await expect(probe('GET')).resolves.toEqual({ status: 200, body: 'here' });
    expect(one.aws.messages).toEqual([]);
  });

  it('by GET differs from a signed event by GET', async () => {
    await restart({ methods: ['GET'], probes: [{ method: 'GET', answer: { status: 204 } }] });
    await expect(probe('GET')).resolves.toEqual({ status: 204 });
    await expect(probe('GET', { 'x-acme-signature': '0'.repeat(64) })).resolves.toMatchObject({
      status: 401,
    });
    await expect(one.deliver({ method: 'GET' })).resolves.toEqual({ status: 200 });
    expect(one.aws.messages).toHaveLength(1);
  });
});

describe('A body beyond the bounds', () => {
  it('is answered 400 after its signature is verified, and is not an event', async () => {
    const body = Buffer.from('['.repeat(65) + ']'.repeat(65));
    await expect(one.deliver({ body })).resolves.toMatchObject({ status: 400 });
    await expect(one.deliver({ body }, 'other')).resolves.toMatchObject({ status: 401 });
    expect(one.aws.messages).toEqual([]);
  });
});

describe('A handshake', () => {
  it('is answered as the provider wants it, and is no event', async () => {
    await restart({
      handshakes: [
        {
          when: [{ source: { in: 'json', path: ['type'] }, equals: 'ping' }],
          proof: 'signature',
          reply: { kind: 'fixed', answer: { status: 200, body: 'pong' } },
        },
      ],
    });
    const body = Buffer.from('{"type":"ping"}');
    await expect(one.deliver({ body })).resolves.toEqual({ status: 200, body: 'pong' });
    expect(one.aws.messages).toEqual([]);
    expect(one.counted).toEqual(['RejectedShare 0']);
    expect(one.logged).toMatchObject([{ message: 'handshake', integration: 'orders' }]);
  });
});

describe('An integration that does not exist', () => {
  it.each([
    '/webhooks/nobody',
    '/webhooks/constructor',
    '/webhooks/__proto__',
    '/webhooks/%ff',
    '/webhooks/Orders',
    '/webhooks/orders/',
    '/webhooks/',
    '/',
  ])('is answered 404 without asking anybody: %s', async (path) => {
    const request = signed(acme, one.clock.now(), { path });
    await expect(one.answer(request)).resolves.toMatchObject({ status: 404 });
    expect(one.aws.calls).toEqual([]);
  });

  it('becomes neither a metric dimension nor part of a log line', async () => {
    await one.deliver({ path: '/webhooks/nobody' });
    expect(one.counted).toEqual(['RejectedShare 1', 'Rejected 1 reason=unknown-integration']);
    expect(JSON.stringify(one.logged)).not.toContain('nobody');
  });
});

describe('A body above the limit', () => {
  it('is answered 413 before anybody is asked for the secret', async () => {
    const body = Buffer.alloc(platformMaxBodyBytes + 1, 'x');
    await expect(one.deliver({ body })).resolves.toMatchObject({ status: 413 });
    expect(one.aws.calls).toEqual([]);
    expect(one.counted).toContain('Rejected 1 reason=body-too-large');
  });

  it('begins one byte above it', async () => {
    const body = Buffer.alloc(platformMaxBodyBytes, 'x');
    await expect(one.deliver({ body })).resolves.toEqual({ status: 200 });
  });
});

describe('Time that is too short even to begin', () => {
  it('is a 503', async () => {
    const request = signed(acme, one.clock.now());
    const answering = one.answer(request, { environmentMs: 300 });
    await expect(answering).resolves.toMatchObject({ status: 503 });
    expect(one.logged).toMatchObject([{ reason: 'out-of-time' }]);
    expect(one.aws.calls).toEqual([]);
  });
});

describe('What nobody thought of', () => {
  it('is a 503 that tells the provider nothing, and us where but not what it was about', async () => {
    Object.assign(one.deps, {
      queue: {
        async send() {
          JSON.parse('{secret-body');
        },
      },
    });
    await expect(one.deliver()).resolves.toMatchObject({ status: 503, body: 'try again\n' });
    expect(one.logged).toMatchObject([{ reason: 'unexpected' }]);
    expect(one.logged[0]?.['detail']).toMatch(/^SyntaxError at .*send/);
    expect(JSON.stringify(one.logged)).not.toContain('secret-body');
  });

  it('in the metrics does not change the answer to an event that is stored', async () => {
    Object.assign(one.deps.metrics, {
      flush() {
        throw new Error('no room');
      },
    });
    await expect(one.deliver()).resolves.toEqual({ status: 200 });
  });
});
