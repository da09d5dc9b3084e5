import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { github } from '../../lambdas/providers/github.ts';
import { signWebhook } from '../../lambdas/verification/sign-webhook.ts';
import type { Routes } from '../../lambdas/verifier/routes.ts';
import { lambdaEntry, writeBundle } from '../../lib/constructs/write-bundle.ts';
import { fakeAws, type FakeAws } from '../../test/support/fake-aws.ts';

export interface ColdStart {
  /** The verifier as it is deployed, with the routes of one integration, without its source map. */
  readonly verifierBundleBytes: number;
  /** CPU time from a process's start to its first answer, in milliseconds; medians. */
  readonly coldCpu: {
    /** It reads the secret, verifies, and stores the event. */
    readonly verifierMs: number;
    /** A handler that does nothing. */
    readonly emptyMs: number;
    /** The first divided by the second. */
    readonly ratio: number;
  };
}

const runs = 11;
const secret = 'a secret of the bench';

/** Measures both handlers by turns, so that whatever else the machine does meets both. */
export async function benchColdStart(): Promise<ColdStart> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  await using aws = await fakeAws();
  aws.secrets.set('bench/signing/orders', secret);
  try {
    const bundles = await writeBundles(folder);
    const environment = lambdaEnvironment(aws);
    const verifierMs: number[] = [];
    const emptyMs: number[] = [];
    for (let run = 0; run < runs; run++) {
      verifierMs.push(await cpuMs(bundles.runner, bundles.verifier, environment));
      emptyMs.push(await cpuMs(bundles.runner, bundles.empty, environment));
    }
    if (aws.messages.length !== runs) throw new Error('The verifier did not store every event.');
    const { size } = await stat(bundles.verifier);
    return { verifierBundleBytes: size, coldCpu: compared(median(verifierMs), median(emptyMs)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Bundles {
  readonly runner: string;
  readonly verifier: string;
  readonly empty: string;
}

async function writeBundles(folder: string): Promise<Bundles> {
  const routes: Routes = { orders: { provider: github } };
  const routesFile = join(folder, 'routes.json');
  await writeFile(routesFile, JSON.stringify(routes));
  const bundled = (name: string, entry: string, alias = {}) => {
    const outfile = join(folder, `${name}.mjs`);
    writeBundle({ entry, alias }, outfile);
    return outfile;
  };
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  return {
    runner: bundled('runner', here('./answer-once.ts')),
    verifier: bundled('verifier', lambdaEntry('verifier'), { '#routes': routesFile }),
    empty: bundled('empty', here('./empty-handler.ts')),
  };
}

function lambdaEnvironment({ environment, url }: FakeAws): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = environment.credentials;
  return {
    STAGE: 'bench',
    POWERTOOLS_SERVICE_NAME: 'verifier',
    QUEUE_URL_PREFIX: `${url}/000000000000/breakwater-bench-events-`,
    SIGNING_SECRET_PREFIX: 'bench/signing/',
    BODY_BUCKET: 'bodies',
    PUBLIC_BASE_URL: 'https://hooks.example.com',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: environment.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

async function cpuMs(
  runner: string,
  handler: string,
  env: Record<string, string>,
): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [runner, handler, JSON.stringify(signedEvent()), '200'],
    { env },
  );
  const measured = /^cpuMs=(.+)$/m.exec(stdout)?.[1];
  if (measured === undefined) throw new Error(`No measurement in:\n${stdout}`);
  return Number(measured);
}

/** As API Gateway hands it to the Lambda. */
function signedEvent(): object {
  const { method, path, query, headers, body } = signWebhook(github, {
    secret,
    url: 'https://hooks.example.com/webhooks/orders',
    request: {
      method: 'POST',
      path: '/webhooks/orders',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ action: 'opened', text: 'x'.repeat(2_000) })),
    },
    eventId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    type: 'issues',
    now: Date.now(),
  });
  return {
    rawPath: path,
    rawQueryString: query,
    headers,
    body: body.toString('utf8'),
    isBase64Encoded: false,
    requestContext: { http: { method }, timeEpoch: Date.now() },
  };
}

function compared(verifierMs: number, emptyMs: number): ColdStart['coldCpu'] {
  return { verifierMs, emptyMs, ratio: Math.round((100 * verifierMs) / emptyMs) / 100 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(10 * (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) / 10;
}
