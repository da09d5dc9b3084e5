import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { awsCaller } from '../../lambdas/runtime/aws-request.ts';
import type { LogFields } from '../../lambdas/runtime/log.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import { signWebhook } from '../../lambdas/verification/sign-webhook.ts';
import type { Answer, WebhookRequest } from '../../lambdas/verification/webhook-request.ts';
import { answerWebhook } from '../../lambdas/verifier/answer-webhook.ts';
import type { VerifierDependencies } from '../../lambdas/verifier/ports.ts';
import { s3Bodies } from '../../lambdas/verifier/s3-bodies.ts';
import { secretCache } from '../../lambdas/verifier/secret-cache.ts';
import { secretsManager } from '../../lambdas/verifier/secrets-manager.ts';
import { sqsQueue } from '../../lambdas/verifier/sqs-queue.ts';
import { WrongSignatures } from '../../lambdas/verifier/wrong-signatures.ts';
import { fakeAws, type FakeAws } from './fake-aws.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';

/** A provider whose every fact stands in a header, the plainest the engine knows. */
export const acme: Provider = {
  id: 'acme',
  name: 'Acme',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: { in: 'header', name: 'x-acme-signature' },
      syntax: { form: 'bare' },
      encoding: 'hex',
    },
    message: [{ part: 'body' }],
  },
  eventId: [{ in: 'header', name: 'x-acme-id' }],
  eventType: [{ in: 'header', name: 'x-acme-type' }],
  ownHeaders: ['x-acme-*'],
  patienceMs: 10_000,
  retryWindowHours: null,
  confidence: { signature: 'D', delivery: 'D' },
};

export const secret = 'shh';

export interface LogLine extends LogFields {
  readonly level: string;
  readonly message: string;
}

export interface Verifier extends AsyncDisposable {
  readonly aws: FakeAws;
  readonly clock: FakeClock;
  readonly deps: VerifierDependencies;
  readonly logged: readonly LogLine[];
  /** Metrics of all flushes so far: `Accepted 1 integration=orders`. */
  readonly counted: readonly string[];
  /** Lets the verifier answer a request as it stands. */
  answer(request: WebhookRequest, options?: { environmentMs?: number }): Promise<Answer>;
  /** Signs a request of the provider and lets the verifier answer it. */
  deliver(changes?: Partial<WebhookRequest>, signedWith?: string): Promise<Answer>;
  /** Secrets that were added long ago, the current one last. */
  setSecrets(...values: string[]): void;
  /** In place of all others. */
  addSecret(value: string, addedAt: number): void;
}

/** The verifier as it runs in Lambda, but for a clock that stands still and an AWS of our own. */
export async function verifier(changes: Partial<Provider> = {}): Promise<Verifier> {
  const aws = await fakeAws();
  const clock = fakeClock();
  const provider = { ...acme, ...changes };
  const call = awsCaller({
    environment: aws.environment,
    clock: systemClock,
    random: () => 0,
    // Nothing here may depend on how long something really takes.
    limits: { attempts: 2, connectMs: 60_000, totalMs: 60_000 },
  });
  const logged: LogLine[] = [];
  const log = (level: string) => (message: string, fields?: LogFields) =>
    void logged.push({ ...fields, level, message });
  const counted: string[] = [];
  let unflushed: string[] = [];
  let drawn = 0;

  const deps: VerifierDependencies = {
    clock,
    random: () => (drawn = (drawn + 0.618) % 1),
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    metrics: {
      add: (name, value, dimensions) =>
        void unflushed.push(
          [name, value, ...Object.entries(dimensions).map((pair) => pair.join('='))].join(' '),
        ),
      flush() {
        counted.push(...unflushed);
        unflushed = [];
      },
    },
    wrongSignatures: new WrongSignatures(),
    routes: { orders: { provider } },
    publicBaseUrl: 'https://hooks.example.com',
    secrets: secretCache(secretsManager(call, 'breakwater/test/signing/'), clock),
    queue: sqsQueue(call, 'https://sqs.test/000/breakwater-test-events-'),
    bodies: s3Bodies(call, 'bodies'),
  };

  const one: Verifier = {
    aws,
    clock,
    deps,
    logged,
    counted,
    answer(request, { environmentMs = 28_000 } = {}) {
      const now = clock.now();
      return answerWebhook(
        request,
        { arrivedAt: now, environmentEndsAt: now + environmentMs },
        deps,
      );
    },
    deliver: (changed, signedWith) =>
      one.answer(signed(provider, clock.now(), changed, signedWith)),
    setSecrets(...values) {
      store(values.map((value, index) => [value, Date.UTC(2025, 0, 1, 0, index)]));
    },
    addSecret: (value, addedAt) => store([[value, addedAt]]),
    [Symbol.asyncDispose]: () => aws[Symbol.asyncDispose](),
  };
  function store(entries: readonly (readonly [value: string, addedAt: number])[]): void {
    const secrets = entries.map(([value, at]) => ({ value, addedAt: new Date(at).toISOString() }));
    aws.secrets.set('breakwater/test/signing/orders', JSON.stringify({ secrets }));
  }
  one.setSecrets(secret);
  return one;
}

/** A request of the provider for the integration `orders`. */
export function signed(
  provider: Provider,
  now: number,
  changes: Partial<WebhookRequest> = {},
  signedWith = secret,
): WebhookRequest {
  const request: WebhookRequest = {
    method: 'POST',
    path: '/webhooks/orders',
    query: '',
    body: Buffer.from('{"order":1}'),
    ...changes,
    headers: { 'content-type': 'application/json', 'x-acme-id': 'evt_1', ...changes.headers },
  };
  const url = `https://hooks.example.com/webhooks/orders${request.query && `?${request.query}`}`;
  return signWebhook(provider, { secret: signedWith, url, request, now });
}

/** Waits until input from sockets has made something true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(1);
}
