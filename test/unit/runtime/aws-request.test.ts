import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../lambdas/runtime/aws-error.ts';
import {
  awsCaller,
  type AwsLimits,
  type AwsRequest,
} from '../../../lambdas/runtime/aws-request.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import {
  answer,
  breakOff,
  cutShort,
  fakeAws,
  hang,
  refuse,
  reset,
  type FakeAws,
} from '../../support/fake-aws.ts';

const sendMessage: AwsRequest = {
  service: 'sqs',
  operation: 'SendMessage',
  method: 'POST',
  path: '/',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.SendMessage',
  },
  body: Buffer.from(JSON.stringify({ QueueUrl: 'https://q/orders', MessageBody: 'hé 🎉' })),
};
const putObject: AwsRequest = {
  service: 's3',
  operation: 'PutObject',
  method: 'PUT',
  bucket: 'bodies',
  path: '/orders/2026-01-01/0190-1',
  headers: {},
  body: Buffer.from([0, 255, 1]),
};
const noSignal = new AbortController().signal;

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
afterEach(async () => {
  await aws[Symbol.asyncDispose]();
});

function caller(limits: Partial<AwsLimits> = {}) {
  return awsCaller({
    environment: aws.environment,
    clock: systemClock,
    random: () => 0,
    // Where a test is not about time, nothing may depend on it.
    limits: { connectMs: 60_000, totalMs: 60_000, ...limits },
  });
}

async function failure(call: Promise<unknown>): Promise<AwsError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AwsError)) throw new Error(`no AwsError but ${String(error)}`);
  return error;
}

describe('A call to AWS', () => {
  it('is signed so that the service can verify it, session token included', async () => {
    const reply = await caller()(sendMessage, noSignal);
    expect(reply.status).toBe(200);
    expect(aws.messages).toEqual([{ queueUrl: 'https://q/orders', text: 'hé 🎉' }]);
    expect(aws.calls[0]?.headers['x-amz-security-token']).toBe('session-token');
    expect(aws.calls[0]?.headers.authorization).toContain('x-amz-security-token');
    expect(`http://${aws.calls[0]?.headers.host}`).toBe(aws.url);
  });

  it('puts a bucket into the path where an endpoint stands in for AWS', async () => {
    await caller()(putObject, noSignal);
    expect([...aws.objects]).toEqual([
      ['/bodies/orders/2026-01-01/0190-1', Buffer.from([0, 255, 1])],
    ]);
    expect(aws.calls[0]?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps its connection for the next call', async () => {
    const call = caller();
    await call(sendMessage, noSignal);
    await call(sendMessage, noSignal);
    const [first, second] = aws.calls.map(({ response }) => response.req.socket);
    expect(second).toBe(first);
  });

  it('does not notice that its kept connection was closed while it was frozen', async () => {
    const call = caller({ attempts: 2 });
    await call(sendMessage, noSignal);
    aws.behaveNext('SendMessage', reset);
    await expect(call(sendMessage, noSignal)).resolves.toMatchObject({ status: 200 });
    aws.closeConnections();
    await expect(call(sendMessage, noSignal)).resolves.toMatchObject({ status: 200 });
  });

  it('pauses between attempts, longer each time, but not after a kept connection was closed', async () => {
    const pauses: number[] = [];
    const clock = {
      now: systemClock.now,
      sleep: async (durationMs: number) => void pauses.push(durationMs),
    };
    const call = awsCaller({ environment: aws.environment, clock, random: () => 0.5 });

    aws.behaveNext('SendMessage', refuse(500, 'InternalError'), refuse(500, 'InternalError'));
    await call(sendMessage, noSignal);
    expect(pauses).toEqual([25, 50]);

    aws.behaveNext('SendMessage', reset);
    await call(sendMessage, noSignal);
    expect(pauses).toEqual([25, 50]);
  });

  it.each([
    ['a reset', reset],
    ['an answer that breaks off', breakOff],
    ['an answer that is cut short', cutShort],
    ['a 500', refuse(500, 'InternalServiceError')],
    ['a 503', refuse(503, 'ServiceUnavailable')],
    ['throttling', refuse(400, 'ThrottlingException')],
  ])('is tried again after %s', async (_, behaviour) => {
    aws.behaveNext('SendMessage', behaviour, behaviour);
    await expect(caller()(sendMessage, noSignal)).resolves.toMatchObject({ status: 200 });
    expect(aws.calls).toHaveLength(3);
  });

  it('gives up after its attempts, saying that the service was not reached', async () => {
    aws.behave('SendMessage', refuse(503, 'ServiceUnavailable'));
    const error = await failure(caller({ attempts: 3 })(sendMessage, noSignal));
    expect(error).toMatchObject({ kind: 'unreachable', code: 'ServiceUnavailable' });
    expect(aws.calls).toHaveLength(3);
  });

  it.each([
    ['SQS', sendMessage, 'SendMessage', 'QueueDoesNotExist'],
    ['S3', putObject, 'PutObject', 'AccessDenied'],
  ] as const)('takes a refusal of %s for final', async (_, request, operation, code) => {
    aws.behave(operation, refuse(400, code));
    const error = await failure(caller()(request, noSignal));
    expect(error).toMatchObject({ kind: 'refused', code, message: `${operation}: ${code}` });
    expect(aws.calls).toHaveLength(1);
  });

  it('waits for no attempt longer than its limit', async () => {
    aws.behaveNext('SendMessage', hang);
    await expect(
      caller({ totalMs: 50, attempts: 2 })(sendMessage, noSignal),
    ).resolves.toMatchObject({ status: 200 });
  });

  it('waits for a connection only as long as it should', async () => {
    // It takes the connection and never says a word of TLS.
    const mute = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const call = awsCaller({
      environment: { ...aws.environment, endpoint: () => `https://127.0.0.1:${port}` },
      clock: systemClock,
      random: () => 0,
      limits: { connectMs: 50, totalMs: 60_000, attempts: 1 },
    });
    const error = await failure(call(sendMessage, noSignal));
    expect(error).toMatchObject({ kind: 'unreachable', code: 'no connection within 50 ms' });
    await new Promise((resolve) => mute.close(resolve));
  });

  it('says the status where the service names no code', async () => {
    aws.behave('SendMessage', answer(400, {}));
    await expect(failure(caller()(sendMessage, noSignal))).resolves.toMatchObject({
      kind: 'refused',
      code: 'HTTP 400',
    });
  });

  it('says what became of the connection when nobody listens', async () => {
    const call = caller({ attempts: 2 });
    await aws[Symbol.asyncDispose]();
    const error = await failure(call(sendMessage, noSignal));
    expect(error).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('ends at once, connection included, when it is aborted', async () => {
    aws.behave('SendMessage', hang);
    const controller = new AbortController();
    const call = caller()(sendMessage, controller.signal);
    const closed = new Promise((resolve) => {
      aws.behave('SendMessage', ({ response }) => {
        response.socket?.once('close', resolve);
        controller.abort(new Error('out of time'));
      });
    });
    await expect(call).rejects.toThrow('out of time');
    await closed;
    await expect(caller()(sendMessage, controller.signal)).rejects.toThrow('out of time');
    expect(aws.calls).toHaveLength(1);
  });
});
