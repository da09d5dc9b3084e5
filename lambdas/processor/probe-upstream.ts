import { createHash } from 'node:crypto';
import { breakerSettings } from '../breaker/breaker-settings.ts';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { CircuitDependencies } from '../breaker/circuit.ts';
import { decide } from '../breaker/decide.ts';
import { isProbeDue } from '../breaker/probe-due.ts';
import type { Snapshot } from '../breaker/snapshot.ts';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { Webhook } from '../event/webhook.ts';
import { askUpstream } from '../upstream/ask-upstream.ts';
import type { ProbeReport } from './probe-report.ts';
import { startRun } from './run-fence.ts';
import type { CallDependencies } from './run-handler.ts';

export interface ProbeDependencies {
  readonly upstreams: readonly UpstreamDefinition[];
  readonly breakers: BreakerStore;
  readonly announce: CircuitDependencies['announce'];
  readonly integration: string;
  readonly calls: CallDependencies;
  readonly newId: () => string;
}

/**
 * Asks an upstream with its declared probe, and looks whether there is another credential than the one that
 * was refused.
 *
 * @param leaseEnds when Lambda ends this invocation; milliseconds since the epoch
 */
export async function probeUpstream(
  name: string,
  leaseEnds: number,
  dependencies: ProbeDependencies,
): Promise<ProbeReport> {
  const { upstreams, breakers, calls } = dependencies;
  const upstream = upstreams.find((one) => one.name === name);
  if (upstream === undefined) return { kind: 'unknown-upstream' };
  const seen = await breakers.read(name);
  const snapshot =
    seen.mode.kind === 'isolated'
      ? await liftIsolation(upstream, seen, leaseEnds, dependencies)
      : seen;
  if (snapshot.mode.kind === 'isolated') return { kind: 'same-credential' };
  const isDue = isProbeDue(snapshot, calls.clock.now(), breakerSettings(upstream));
  if (upstream.breaker?.probe === undefined || !isDue) return { kind: 'not-asked' };
  await ask(upstream, leaseEnds, dependencies);
  return { kind: 'asked' };
}

/** Starts again if calls would bear another credential than the one that was refused. */
async function liftIsolation(
  upstream: UpstreamDefinition,
  seen: Snapshot,
  leaseEnds: number,
  dependencies: ProbeDependencies,
): Promise<Snapshot> {
  const { breakers, announce, newId, calls } = dependencies;
  const { clock } = calls;
  const credentialVersion = await grantVersionNow(upstream, leaseEnds, dependencies);
  const now = clock.now();
  const decision = decide(
    seen,
    {
      kind: 'asked',
      id: newId(),
      caller: '',
      epochSeenAt: now,
      mayProbe: true,
      leaseMs: 0,
      credentialVersion,
    },
    now,
    breakerSettings(upstream),
  );
  if (decision.kind !== 'write') return seen;
  const { kind, snapshot } = await breakers.write(upstream.name, decision.write);
  const change = snapshot.history.at(-1);
  if (kind === 'won' && change !== undefined) {
    await announce(upstream.name, change, snapshot.history.at(-2)?.epoch ?? 0);
  }
  return snapshot;
}

/**
 * The version of the credential that a call would bear now. A new secret counts, and so does a token from an endpoint
 * that has refused; undefined if there is no credential to be had.
 */
async function grantVersionNow(
  { credential }: UpstreamDefinition,
  leaseEnds: number,
  { calls, newId }: ProbeDependencies,
): Promise<string | undefined> {
  if (credential === undefined) return undefined;
  const id = newId();
  const { clock, log } = calls;
  const run = startRun(id, leaseEnds, clock);
  const asker = { run, correlationId: `probe-${id}`, recheck: 'secret' } as const;
  try {
    return (await calls.credentials.current(credential, asker)).grantVersion;
  } catch (error) {
    const reason = error instanceof Error ? error.message : typeof error;
    log.info('The isolated upstream still has no credential', {
      secret: credential.secret,
      reason,
    });
    return undefined;
  } finally {
    run.end();
  }
}

async function ask(
  upstream: UpstreamDefinition,
  leaseEnds: number,
  { calls, integration, newId }: ProbeDependencies,
): Promise<void> {
  const { clock, metrics } = calls;
  const id = newId();
  const run = startRun(id, leaseEnds, clock);
  try {
    await askUpstream(upstream, { ...calls, run, attempt: 1, webhook: noWebhook(integration, id) });
  } finally {
    run.end();
    metrics.flush();
  }
}

/** The call belongs to no event: its log lines bear the probe's own id, and its trace is one of its own. */
function noWebhook(integration: string, id: string): Webhook {
  const traceId = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return {
    integration,
    provider: '',
    eventId: '',
    type: 'probe',
    correlationId: `probe-${id}`,
    traceparent: `00-${traceId}-${traceId.slice(16)}-00`,
    receivedAt: 0,
    method: 'GET',
    query: '',
    contentType: '',
    headers: {},
    body: Buffer.alloc(0),
    idUnsigned: false,
  };
}
