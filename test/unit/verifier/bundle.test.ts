import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebhookRequest } from '../../../lambdas/verification/webhook-request.ts';
import { lambdaEntry, writeBundle } from '../../../lib/constructs/write-bundle.ts';
import {
  cutShort,
  fakeAws,
  refuse,
  type AwsCallSeen,
  type FakeAws,
} from '../../support/fake-aws.ts';
import { acme, secret, signed } from '../../support/verifier.ts';

let folder: string;
let bundle: string;
let aws: FakeAws;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  bundle = join(folder, 'index.mjs');
  const routes = join(folder, 'routes.json');
  writeFileSync(routes, JSON.stringify({ orders: { provider: acme } }));
  writeBundle({ entry: lambdaEntry('verifier'), alias: { '#routes': routes } }, bundle);
  aws = await fakeAws();
  aws.secrets.set('breakwater/test/signing/orders', secret);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws[Symbol.asyncDispose]();
});

function environment(): Record<string, string> {
  const { accessKeyId, secretAccessKey } = aws.environment.credentials;
  return {
    STAGE: 'test',
    POWERTOOLS_SERVICE_NAME: 'verifier',
    QUEUE_URL_PREFIX: 'https://sqs.test/000/breakwater-test-events-',
    SIGNING_SECRET_PREFIX: 'breakwater/test/signing/',
    BODY_BUCKET: 'bodies',
    PUBLIC_BASE_URL: 'https://hooks.example.com',
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

/**
 * Loads the bundle in a process of its own, as Lambda does, and has it answer the requests in turn.
 * Powertools writes warnings to the other output, which is left aside here.
 */
async function answers(requests: readonly WebhookRequest[], env = environment()) {
  const events = requests.map(({ method, path, query, headers, body }) => ({
    rawPath: path,
    rawQueryString: query,
    headers,
    body: body.toString('base64'),
    isBase64Encoded: true,
    requestContext: { http: { method }, timeEpoch: Date.now() },
  }));
  const script = `
    const { handler } = await import(process.argv[1]);
    for (const event of JSON.parse(process.argv[2])) {
      const result = await handler(event, { getRemainingTimeInMillis: () => 28_000 });
      console.log('result ' + JSON.stringify(result));
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, bundle, JSON.stringify(events)],
    { env },
  );
  const lines = stdout.trim().split('\n');
  return {
    results: lines
      .filter((line) => line.startsWith('result '))
      .map((line) => JSON.parse(line.slice('result '.length))),
    logged: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
  };
}

describe('The verifier as it is deployed', () => {
  it('answers events of API Gateway', async () => {
    const now = Date.now();
    const { results, logged } = await answers([
      signed(acme, now),
      signed(acme, now, { path: '/webhooks/nobody' }),
    ]);
    expect(results).toEqual([
      { statusCode: 200, headers: {}, body: '', isBase64Encoded: false },
      expect.objectContaining({ statusCode: 404 }),
    ]);
    expect(aws.messages).toHaveLength(1);
    expect(logged).toEqual([
      expect.objectContaining({ message: 'accepted', integration: 'orders', service: 'verifier' }),
      expect.objectContaining({ RejectedShare: 0 }),
      expect.objectContaining({ Accepted: 1, integration: 'orders' }),
      expect.objectContaining({ RejectedShare: 1 }),
      expect.objectContaining({ Rejected: 1, reason: 'unknown-integration' }),
    ]);
  });

  it('has a secret and its connection ready before the first request', async () => {
    const before = aws.callsTo('GetSecretValue').length;
    await answers([]);
    expect(aws.callsTo('GetSecretValue')).toHaveLength(before + 1);
  });

  it.each([
    ['is out of order', refuse(500, 'InternalServiceError')],
    ['answers nonsense', cutShort],
    ['answers no JSON', ({ response }: AwsCallSeen) => void response.end('nonsense')],
  ])('starts even if Secrets Manager %s, and says 503 then', async (_, behaviour) => {
    aws.behave('GetSecretValue', behaviour);
    const { results } = await answers([signed(acme, Date.now())]);
    aws.behave('GetSecretValue');
    expect(results).toMatchObject([{ statusCode: 503 }]);
  });

  it('does not start without its configuration, and names what is missing', async () => {
    const { BODY_BUCKET: _, ...incomplete } = environment();
    await expect(answers([], incomplete)).rejects.toThrow(/BODY_BUCKET is not set/);
  });

  it('holds neither a handler, nor the catalog, nor a client of the AWS SDK', () => {
    const { sources } = JSON.parse(readFileSync(`${bundle}.map`, 'utf8')) as { sources: string[] };
    expect(sources.some((source) => source.includes('lambdas/verifier/'))).toBe(true);
    const unwanted = /lambdas\/(integrations|processor|upstream|providers)\/|@aws-sdk\/|undici/;
    expect(sources.filter((source) => unwanted.test(source))).toEqual([]);
  });

  it('is counted in kilobytes', () => {
    expect(statSync(bundle).size).toBeLessThan(256 * 1024);
  });

  it('does not load undici, which an import of node:http would', async () => {
    const script = `await import(process.argv[1]);
      console.log(process.moduleLoadList.filter((name) => name.includes('undici')).join())`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script, bundle],
      { env: environment() },
    );
    expect(stdout.trim()).toBe('');
  });
});
