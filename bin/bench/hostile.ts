import { hash } from 'node:crypto';
import { catalog } from '../../lambdas/providers/catalog.ts';
import type { Attempt } from '../../lambdas/verification/attempt.ts';
import { platformMaxBodyBytes } from '../../lambdas/verification/bounds.ts';
import { ed25519PublicKey } from '../../lambdas/verification/ed25519-seed.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import { signWebhook } from '../../lambdas/verification/sign-webhook.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { hostileGenerators } from './hostile-requests.ts';

export interface HostileRow {
  /** Id in the catalog. */
  readonly provider: string;
  /** The generator whose request costs most, as `hostile-requests.ts` names it. */
  readonly generator: string;
  /** Of its body. */
  readonly bytes: number;
  /** Time until the request is refused beside hashing its body with the scheme's own hash: 1 is as long, 6 is the bound. */
  readonly ratioToHash: number;
}

export interface HostileFigures {
  /** For each provider the worst of all generators and sizes. */
  readonly hostile: readonly HostileRow[];
}

const sizes = [64 * 1_024, 200 * 1_024];
const warmUpCalls = 300;
const turns = 15;
const callsPerTurn = 12;

export function benchHostile(): Promise<HostileFigures> {
  const hostile: HostileRow[] = [];
  for (const provider of catalog) {
    const rows: HostileRow[] = [];
    for (const bytes of sizes) rows.push(...rowsOf(provider, bytes));
    const [worst] = rows.sort((a, b) => b.ratioToHash - a.ratioToHash);
    if (worst !== undefined) hostile.push(worst);
  }
  return Promise.resolve({ hostile });
}

function rowsOf(provider: Provider, bytes: number): HostileRow[] {
  const rows: HostileRow[] = [];
  const max = Math.min(bytes, provider.maxBodyBytes ?? platformMaxBodyBytes);
  for (const generator of hostileGenerators) {
    const attempt = generator.make(signedBySomeoneElse(provider, max), provider, max);
    if (attempt === undefined) continue;
    const { body } = attempt.request;
    const refuse = () => verifyWebhook(provider, attempt).kind;
    if (refuse() !== 'rejected') throw new Error(`${provider.id} accepts "${generator.name}".`);
    const ratio = timePerCall(refuse) / timePerCall(() => hash(digestOf(provider), body));
    rows.push({
      provider: provider.id,
      generator: generator.name,
      bytes: body.length,
      ratioToHash: Math.round(ratio * 100) / 100,
    });
  }
  return rows;
}

/** The hash that the scheme itself computes: Ed25519 hashes with SHA-512. */
function digestOf({ scheme }: Provider): string {
  if (scheme.kind === 'hmac') return scheme.digest;
  return scheme.kind === 'ed25519' ? 'sha512' : 'sha256';
}

/** Processor time of one call; the fastest turn counts, because noise only ever adds time. */
function timePerCall(work: () => unknown): number {
  for (let left = warmUpCalls; left > 0; left--) work();
  const times = Array.from({ length: turns }, () => {
    const start = process.cpuUsage();
    for (let left = callsPerTurn; left > 0; left--) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / callsPerTurn;
  });
  return Math.min(...times);
}

/** A request in the provider's form, under a secret that is not accepted. */
function signedBySomeoneElse(provider: Provider, bytes: number): Attempt {
  const url = 'https://hooks.example.com/webhooks/bench';
  const now = Date.now();
  const request = signWebhook(provider, {
    secret: secretOf(provider, 1).signing,
    url,
    request: {
      method: 'POST',
      path: '/webhooks/bench',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.alloc(bytes, 'x'),
    },
    eventId: 'evt_1',
    type: 'order.paid',
    now,
  });
  return { request, secrets: [secretOf(provider, 2).accepted], url, now: now + 1_000 };
}

function secretOf({ scheme }: Provider, seed: number): { signing: string; accepted: string } {
  const bytes = Buffer.alloc(32, seed);
  if (scheme.kind === 'ed25519') {
    const signing = bytes.toString(scheme.key);
    return { signing, accepted: ed25519PublicKey(signing, scheme.key) };
  }
  const isBase64 = scheme.kind === 'hmac' && (scheme.key === 'base64' || scheme.key === 'whsec');
  const text = bytes.toString(isBase64 ? 'base64' : 'hex');
  return { signing: text, accepted: text };
}
