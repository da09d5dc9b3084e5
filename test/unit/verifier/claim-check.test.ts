import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeMessage } from '../../../lambdas/event/webhook-message.ts';
import { largestMessageBytes } from '../../../lambdas/verifier/enqueue.ts';
import { hang, refuse, reset } from '../../support/fake-aws.ts';
import { until, verifier, type Verifier } from '../../support/verifier.ts';

let one: Verifier;
beforeEach(async () => {
  one = await verifier();
});
afterEach(async () => {
  await one[Symbol.asyncDispose]();
});

const big = Buffer.alloc(3 * 1024 * 1024, 'big ');

function onlyMessage() {
  expect(one.aws.messages).toHaveLength(1);
  const decoded = decodeMessage(one.aws.messages[0]?.text ?? '');
  if (decoded.kind !== 'message') throw new Error('not a message');
  return decoded;
}

describe('A body that is too big for the queue', () => {
  it('goes to the bucket first, and the message says where and what it is', async () => {
    await expect(one.deliver({ body: big })).resolves.toEqual({ status: 200 });
    const order = one.aws.calls.map(({ operation }) => operation);
    expect(order).toEqual(['GetSecretValue', 'PutObject', 'SendMessage']);

    const [[path, bytes] = []] = one.aws.objects;
    expect(bytes?.equals(big)).toBe(true);
    expect(path).toMatch(/^\/bodies\/orders\/2026-01-01\/[0-9a-f-]{36}$/);
    expect(onlyMessage()).toMatchObject({
      head: { integration: 'orders', eventId: 'evt_1' },
      body: {
        bucket: 'bodies',
        key: path?.slice('/bodies/'.length),
        sha256: createHash('sha256').update(big).digest('hex'),
        bytes: big.length,
      },
    });
    expect(one.logged).toMatchObject([{ message: 'accepted', bodyIn: 'bucket' }]);
  });

  it('is judged by the size of its message: bytes grow when they become text', async () => {
    const text = Buffer.alloc(400 * 1024, 'a');
    await one.deliver({ body: text });
    expect(one.aws.objects.size).toBe(0);

    const bytes = Buffer.alloc(400 * 1024, 0xff);
    await one.deliver({ body: bytes });
    expect([...one.aws.objects.values()].map((body) => body.equals(bytes))).toEqual([true]);
  });

  it('keeps ten messages within what Lambda hands to a processor at once', async () => {
    await one.deliver({ body: Buffer.alloc(largestMessageBytes - 4_096, 'a') });
    const [message] = one.aws.messages;
    expect(one.aws.objects.size).toBe(0);
    expect(10 * Buffer.byteLength(message?.text ?? '')).toBeLessThan(6 * 1024 * 1024);
  });

  it.each([
    ['refuses', refuse(403, 'AccessDenied')],
    ['has an outage', refuse(503, 'SlowDown')],
    ['resets the connection', reset],
  ])('makes no message while it is not stored: S3 %s, and the answer is 503', async (_, fault) => {
    one.aws.behave('PutObject', fault);
    await expect(one.deliver({ body: big })).resolves.toMatchObject({ status: 503 });
    expect(one.aws.messages).toEqual([]);
    expect(one.logged).toMatchObject([{ reason: 'not-stored' }]);
    expect(one.logged[0]?.['detail']).toMatch(/^PutObject: /);
  });

  it('is called off when the provider would lose patience', async () => {
    one.aws.behave('PutObject', hang);
    const answering = one.deliver({ body: big });
    await until(() => one.aws.callsTo('PutObject').length === 1);
    await one.clock.advance(9_500);
    await expect(answering).resolves.toMatchObject({ status: 503 });
    expect(one.aws.messages).toEqual([]);
  });
});
