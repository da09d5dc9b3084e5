import type { OAuthCredential } from '../../contract/credentials.ts';
import type { Clock, Random } from '../../runtime/clock.ts';
import { keepTrying } from '../../runtime/keep-trying.ts';
import type { Log } from '../../runtime/log.ts';
import { backoffMs, defaultBackoff } from '../backoff.ts';
import type { ConnectionPools } from '../connection-pools.ts';
import { CredentialError, type Asker } from './credential-source.ts';
import type { Secret } from './secret-reader.ts';
import { open, seal } from './token-cipher.ts';
import { requestToken, type TokenAnswer } from './token-endpoint.ts';
import { tokenLeaseMs } from './token-moves.ts';
import {
  grantVersion,
  type SharedToken,
  type TokenRecord,
  type TokenSet,
  type TokenStore,
} from './token-record.ts';

export interface RenewalDependencies {
  readonly store: TokenStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly pools: ConnectionPools;
  /** Owner of a lease: unique to this environment and moment. */
  readonly newId: () => string;
}

export type Renewal =
  | { readonly kind: 'renewed'; readonly token: SharedToken; readonly accessToken: string }
  /** Somebody else is at it, or has taken over: look again. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly error: CredentialError };

/** Kept of the lease, and of the run, for storing what came. */
const storeMs = 3_000;
const longestRequestMs = 10_000;
/** How long a refused credential is left alone: asking on could lock the account. */
const refusedForMs = 5 * 60_000;

/** Takes the fleet's lease on a token, gets a new one and stores it. `record` is what was seen last. */
export async function renewToken(
  credential: OAuthCredential,
  secret: Secret,
  record: TokenRecord | undefined,
  afterRefusal: boolean,
  asker: Asker,
  dependencies: RenewalDependencies,
): Promise<Renewal> {
  const { store, clock, random, newId } = dependencies;
  const { secret: name } = credential;
  const { run } = asker;
  const owner = newId();
  const { token: last, failure: lastFailure } = record ?? {};
  const startedAt = clock.now();
  const lease = { owner, until: startedAt + tokenLeaseMs };
  const write = (steps: number, changes: Partial<TokenRecord>) => {
    const revision = (record?.revision ?? 0) + steps;
    const kept = { ...(last && { token: last }), ...(lastFailure && { failure: lastFailure }) };
    return store.write(name, { ...kept, ...changes, revision, writer: owner });
  };
  run.assertAlive();
  if (run.remainingMs() < storeMs || !(await write(1, { lease }))) return { kind: 'overtaken' };

  // A claim that took long has used up its lease: the next one may be at it already.
  const leftMs = Math.min(lease.until - clock.now(), run.remainingMs()) - storeMs;
  if (leftMs <= 0) {
    await write(2, {});
    return { kind: 'overtaken' };
  }
  const before = tokenOf(record, secret);
  const known = before && unseal(before, secret, name);
  const totalMs = Math.min(longestRequestMs, leftMs);
  const request = { credential, secret, refreshToken: known?.refreshToken, totalMs };
  const attempt = (lastFailure?.count ?? 0) + 1;
  const answer = await loggedRequest(request, attempt, asker, dependencies);
  const now = clock.now();
  const serial = (last?.serial ?? 0) + 1;
  const sealed = (set: TokenSet) => seal(JSON.stringify(set), secret, name);
  const { version: secretVersion } = secret;
  const refreshToken =
    answer.kind === 'refused' ? undefined : (answer.refreshToken ?? known?.refreshToken);
  const rotated = refreshToken !== undefined && { refreshToken };
  // Even after the lease ends: the write is conditional, and the provider has voided the stored token.
  const insistence = { until: Math.max(lease.until, run.deadline), clock, random };

  if (answer.kind === 'token') {
    const { accessToken, lifetimeMs } = answer;
    const token: SharedToken = {
      ...{ serial, secretVersion, afterRefusal },
      sealed: sealed({ accessToken, ...rotated }),
      obtainedAt: startedAt,
      expiresAt: startedAt + lifetimeMs,
      recoveries: (before?.recoveries ?? 0) + (lastFailure === undefined ? 0 : 1),
    };
    // Stored before it is used, also where its run is over by now: a rotated refresh token that is lost
    // cannot be got again.
    const stored = await keepTrying(() => write(2, { token, failure: undefined }), insistence);
    return stored ? { kind: 'renewed', token, accessToken } : { kind: 'overtaken' };
  }
  const { kind, code } = answer;
  const notBefore = now + pauseMs(answer, attempt, random);
  const failure = { kind, secretVersion, count: attempt, notBefore };
  const isNew = kind === 'unavailable' && answer.refreshToken !== undefined;
  const token: SharedToken | undefined = isNew
    ? {
        ...(before ?? { serial, secretVersion, afterRefusal, obtainedAt: now, expiresAt: now }),
        sealed: sealed({ ...known, ...rotated }),
      }
    : last;
  const writeFailure = () => write(2, { ...(token && { token }), failure });
  const stored = isNew ? await keepTrying(writeFailure, insistence) : await writeFailure();
  // An environment that took over may have a token by now, from the refresh token that was refused here.
  if (!stored) return { kind: 'overtaken' };
  const version = grantVersion(before ?? { secretVersion });
  return {
    kind: 'failed',
    error: noToken(name, kind, code, { notBefore, grantVersion: version }),
  };
}

/** Pause before any environment asks again. A 401 may be a refusal without an error code. */
function pauseMs(
  answer: Exclude<TokenAnswer, { kind: 'token' }>,
  attempt: number,
  random: Random,
): number {
  const isRefusal = answer.kind === 'refused' || answer.status === 401;
  const ownMs = isRefusal ? refusedForMs : backoffMs(defaultBackoff, attempt, random);
  return Math.max(ownMs, answer.retryAfterMs ?? 0);
}

/** The fleet's token, if it was obtained with this secret. */
export function tokenOf(record: TokenRecord | undefined, secret: Secret): SharedToken | undefined {
  return record?.token?.secretVersion === secret.version ? record.token : undefined;
}

/** What is in a shared token; undefined where it was sealed with another secret. */
export function unseal(token: SharedToken, secret: Secret, name: string): TokenSet | undefined {
  const text = open(token.sealed, secret, name);
  return text === undefined ? undefined : (JSON.parse(text) as TokenSet);
}

export function noToken(
  secretName: string,
  kind: 'refused' | 'unavailable',
  code: string,
  facts: Omit<ConstructorParameters<typeof CredentialError>[1], 'kind' | 'cause'> = {},
): CredentialError {
  const message =
    kind === 'refused'
      ? `The token endpoint refuses the secret "${secretName}" (${code}): put a valid one into it.`
      : `No access token for the secret "${secretName}" now (${code}).`;
  return new CredentialError(message, { kind, ...facts });
}

async function loggedRequest(
  request: Parameters<typeof requestToken>[0],
  attempt: number,
  { correlationId }: Asker,
  { clock, log, pools }: RenewalDependencies,
): Promise<TokenAnswer> {
  const startedAt = clock.now();
  const answer = await requestToken(request, { pools, clock }).catch((error: unknown) => {
    if (!(error instanceof CredentialError)) throw error;
    const nothing = { status: undefined, retryAfterMs: undefined };
    return { kind: 'refused', code: 'SECRET_INCOMPLETE', ...nothing } as const;
  });
  const { host, pathname } = new URL(request.credential.tokenUrl);
  const level = { token: 'info', unavailable: 'warn', refused: 'error' } as const;
  log[level[answer.kind]]('Token request', {
    secret: request.credential.secret,
    grant: request.credential.kind,
    endpoint: host,
    method: 'POST',
    path: pathname,
    status: answer.status,
    latencyMs: clock.now() - startedAt,
    attempt,
    retry: attempt > 1,
    correlationId,
    outcome: answer.kind,
    code: answer.kind === 'token' ? undefined : answer.code,
  });
  return answer;
}
