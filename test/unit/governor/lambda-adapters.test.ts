import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LambdaExpiry } from '../../../lambdas/governor/lambda-expiry.ts';
import { LambdaMappings } from '../../../lambdas/governor/lambda-mappings.ts';
import { LambdaProbes } from '../../../lambdas/governor/lambda-probes.ts';

interface Answer {
  readonly status?: number;
  readonly errorType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly hangs?: true;
}

let server: Server;
let client: LambdaClient;
let answers: Answer[];
let asked: {
  readonly method: string;
  readonly path: string;
  readonly type: string | string[] | undefined;
  readonly body: string;
}[];

/** Lambda's API, as far as it is asked here. */
beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push({
        ...{ method: request.method ?? '', path: request.url ?? '', body },
        type: request.headers['x-amz-invocation-type'],
      });
      const { status = 200, errorType, headers = {}, json = {}, hangs } = answers.shift() ?? {};
      if (hangs) return;
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(errorType && { 'x-amzn-errortype': errorType }),
        ...headers,
      });
      response.end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const prefix = 'breakwater-dev-processor-';
const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const mapping = { id: 'uuid', state: 'enabled', maximumConcurrency: 10 } as const;

describe('the mappings of a stage', () => {
  it('are those of its processors, on all pages', async () => {
    const of = (UUID: string, name: string, State: string, MaximumConcurrency?: number) => ({
      ...{ UUID, FunctionArn: arn(name), State },
      ...(MaximumConcurrency && { ScalingConfig: { MaximumConcurrency } }),
    });
    answers = [
      {
        json: {
          EventSourceMappings: [
            of('a', `${prefix}orders`, 'Enabled', 4),
            of('b', 'somebody-else', 'Enabled'),
            of('c', 'breakwater-dev2-processor-orders', 'Disabled'),
          ],
          NextMarker: 'more',
        },
      },
      {
        json: {
          EventSourceMappings: [
            of('d', `${prefix}refunds`, 'Disabling', 2),
            of('e', `${prefix}shop:live`, 'Disabled'),
          ],
        },
      },
    ];
    expect(await new LambdaMappings(client, prefix).read()).toEqual(
      new Map([
        ['orders', { id: 'a', state: 'enabled', maximumConcurrency: 4 }],
        ['refunds', { id: 'd', state: 'changing', maximumConcurrency: 2 }],
        ['shop', { id: 'e', state: 'disabled', maximumConcurrency: undefined }],
      ]),
    );
    expect(asked[1]?.path).toContain('Marker=more');
  });

  it('are told whether they are enabled and how many they may be; a disabled one only the former', async () => {
    const mappings = new LambdaMappings(client, prefix);
    await mappings.set(mapping, { kind: 'enabled', maximumConcurrency: 2 });
    await mappings.set(mapping, { kind: 'disabled' });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(2).fill('PUT /2015-03-31/event-source-mappings/uuid'),
    );
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([
      { Enabled: true, ScalingConfig: { MaximumConcurrency: 2 } },
      { Enabled: false },
    ]);
  });

  it.each(['ResourceConflictException', 'ResourceInUseException'])(
    'are told again later where Lambda is not ready: %s',
    async (errorType) => {
      answers = [{ status: 409, errorType }];
      const mappings = new LambdaMappings(client, prefix);
      expect(await mappings.set(mapping, { kind: 'disabled' })).toBe('busy');
    },
  );

  it('may be refused, which is not for later', async () => {
    answers = [{ status: 403, errorType: 'AccessDeniedException' }];
    await expect(
      new LambdaMappings(client, prefix).set(mapping, { kind: 'disabled' }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('an order to look for events that waited too long', () => {
  it('is given to the processor, and not waited for', async () => {
    answers = [{ status: 202 }];
    await new LambdaExpiry(client, prefix).begin('orders');
    expect(asked).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: `/2015-03-31/functions/${prefix}orders/invocations`,
        type: 'Event',
        body: '{"expire":true}',
      }),
    ]);
  });
});

describe('a probe by a processor', () => {
  it('asks the integration’s own, and reads what it says', async () => {
    answers = [{ json: { kind: 'called' } }];
    expect(await new LambdaProbes(client, prefix).probe('orders', 'crm', 5_000)).toEqual({
      kind: 'called',
    });
    expect(asked).toMatchObject([
      { path: `/2015-03-31/functions/${prefix}orders/invocations`, body: '{"probe":"crm"}' },
    ]);
  });

  it('is waited for no longer than the run has time', async () => {
    answers = [{ hangs: true }];
    expect(await new LambdaProbes(client, prefix).probe('orders', 'crm', 20)).toEqual({
      kind: 'unanswered',
    });
  });

  it('that dies is no answer', async () => {
    answers = [{ headers: { 'x-amz-function-error': 'Unhandled' }, json: { errorMessage: 'x' } }];
    await expect(new LambdaProbes(client, prefix).probe('orders', 'crm', 5_000)).rejects.toThrow(
      'The processor of orders ended with an error',
    );
  });
});
