import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { Attempted, GatedResult } from './attempted.ts';
import type { CallContext } from './call-context.ts';
import type { ConnectionPools } from './connection-pools.ts';
import {
  CredentialError,
  type Asker,
  type IssuedCredential,
} from './credentials/credential-source.ts';
import { openGate, type Admission, type Hold } from './gate.ts';
import { outboundCall, type OutboundCall } from './outbound-call.ts';
import { send, type RequestFailure, type RequestState } from './send.ts';
import { verdictOn } from './verdict.ts';

/** Time that is kept for writing down what came of a request, before the run is over. */
export const recordMarginMs = 500;
/** With less time than this, or than half its read timeout, a request would only be cut short. */
const leastUsefulMs = 2_000;

export interface GatedRequest extends RequestState {
  /** Called when nothing stands between the request and the upstream any more. */
  beforeSend(): Promise<void>;
}

/** Credential, gate, deadline, then the request; once more with a fresh credential after a 401. */
export async function makeRequest(
  call: OutboundCall,
  request: GatedRequest,
  context: CallContext,
  pools: ConnectionPools,
): Promise<GatedResult> {
  for (;;) {
    context.run.assertAlive();
    const credential = await issue(call, context);
    const refused = credential instanceof CredentialError ? credential : undefined;
    if (refused?.kind === 'unavailable') return noCredential(refused, context.clock.now());
    const admission = await admit(call, request, credential?.grantVersion, context);
    switch (admission.kind) {
      case 'held-back':
        return { ...notCalled('held-back', 'HELD_BACK', admission.cause), hold: admission };
      case 'admitted':
        return report(call, request, credential, admission, context, pools);
      case 'probe-first': {
        const probed = await report(
          probeOf(call.definition),
          probing,
          credential,
          admission,
          context,
          pools,
        );
        // Any clear answer shows that the upstream works. What is none would be asked for again and again.
        const isClear = probed.kind === 'answer' || probed.failure === 'rejected';
        if (!isClear) return { ...probed, failure: 'held-back' };
      }
    }
  }
}

/** Asks for the same as any first request, and changes nothing. */
export const probing: GatedRequest = {
  ...{ request: 1, retry: false, doubtful: false, unrepeatable: false },
  beforeSend: async () => undefined,
};

/** The declared call that only reads. */
export function probeOf(definition: UpstreamDefinition): OutboundCall {
  return outboundCall(definition, 'GET', definition.breaker?.probe ?? '/', { expect: 'nothing' });
}

function admit(
  call: OutboundCall,
  { unrepeatable }: GatedRequest,
  version: string | undefined,
  { gate = openGate, run, webhook }: CallContext,
): Promise<Admission> {
  return gate.admit({
    upstream: call.definition.name,
    endpoint: call.settings.endpoint,
    unrepeatable,
    eventId: webhook.eventId,
    attemptMs: call.settings.totalMs,
    released: run.released.includes(call.definition.name),
    ...(version !== undefined && { credentialVersion: version }),
  });
}

/** Makes one admitted request, and tells the gate what it says about the upstream. */
async function report(
  call: OutboundCall,
  request: GatedRequest,
  credential: IssuedCredential | CredentialError | undefined,
  admission: Extract<Admission, { kind: 'admitted' | 'probe-first' }>,
  context: CallContext,
  pools: ConnectionPools,
): Promise<GatedResult> {
  let attempted: Attempted | undefined;
  let hold: Hold | undefined;
  try {
    attempted = await attempt(call, request, credential, admission.deadline, context, pools);
  } finally {
    hold = await admission.report(verdictOn(attempted, call, context));
  }
  const { result } = attempted;
  return result.kind === 'failed' && hold !== undefined ? { ...result, hold } : result;
}

/** How long another request of the call may be put off within this run. */
export function spareMs(call: OutboundCall, { run, clock }: CallContext): number {
  return run.deadline - recordMarginMs - leastUsefulMsOf(call) - clock.now();
}

function leastUsefulMsOf({ settings }: OutboundCall): number {
  return Math.min(leastUsefulMs, settings.readMs / 2);
}

async function attempt(
  call: OutboundCall,
  request: GatedRequest,
  known: IssuedCredential | CredentialError | undefined,
  gateDeadline = Infinity,
  context: CallContext,
  pools: ConnectionPools,
): Promise<Attempted> {
  const { clock, run } = context;
  // A probe finds out how things are now. It does not rely on what the token endpoint said before.
  const isStale = known instanceof CredentialError && known.isRemembered && gateDeadline < Infinity;
  const credential = isStale ? await issue(call, context, 'grant') : known;
  const grantVersion = credential?.grantVersion;
  if (credential instanceof CredentialError) {
    // The gate hears of it, so that the whole fleet stops and somebody is told.
    return { result: noCredential(credential, clock.now()), grantVersion };
  }
  const deadline = Math.min(run.deadline - recordMarginMs, gateDeadline);
  const tooLate = noTimeLeft(call, deadline, clock.now());
  if (tooLate !== undefined) return { result: tooLate, grantVersion };
  // Made before the step counts as started: a function of the handler's may throw.
  const headers = call.headers();
  await request.beforeSend();
  // Writing the step down may have taken what was left.
  const nowTooLate = noTimeLeft(call, deadline, clock.now());
  if (nowTooLate !== undefined) return { result: nowTooLate, grantVersion };
  const result = await send(
    { ...call, headers: () => headers },
    request,
    credential,
    deadline,
    context,
    pools,
  );
  if (result.kind === 'answer') credential?.accepted?.();
  if (!isUnauthorized(result) || credential === undefined) return { result, grantVersion };

  const fresh = await renew(call, credential, context);
  if (fresh === undefined) return { result, grantVersion };
  const renewed = { grantVersion: fresh.grantVersion };
  if (fresh instanceof CredentialError) {
    return { result: noCredential(fresh, clock.now()), ...renewed };
  }
  // Getting it may have taken what was left.
  const noLongerUseful = noTimeLeft(call, deadline, clock.now());
  if (noLongerUseful !== undefined) return { result: noLongerUseful, ...renewed };
  const again = { ...request, request: request.request + 1, retry: true };
  const second = await send(call, again, fresh, deadline, context, pools);
  if (second.kind === 'answer') fresh.accepted?.();
  return { result: { ...second, renewed: true }, ...renewed };
}

function noTimeLeft(call: OutboundCall, deadline: number, now: number): GatedResult | undefined {
  const leftMs = deadline - now;
  if (leftMs >= leastUsefulMsOf(call)) return undefined;
  return notCalled('not-sent', 'NO_TIME_LEFT', `${leftMs} ms are left of this run`);
}

function isUnauthorized(result: GatedResult): boolean {
  return result.kind === 'failed' && result.failure === 'unauthorized';
}

async function issue(
  { definition: { credential } }: OutboundCall,
  { credentials, run, webhook: { correlationId } }: CallContext,
  recheck?: Asker['recheck'],
): Promise<IssuedCredential | CredentialError | undefined> {
  if (credential === undefined) return undefined;
  const asker = { run, correlationId, ...(recheck && { recheck }) };
  return credentials.current(credential, asker).catch(onlyCredentialErrors);
}

async function renew(
  { definition: { credential } }: OutboundCall,
  refused: IssuedCredential,
  { credentials, run, webhook: { correlationId } }: CallContext,
): Promise<IssuedCredential | CredentialError | undefined> {
  if (credential === undefined) return undefined;
  const asker = { run, correlationId };
  return credentials.renewed(credential, refused, asker).catch(onlyCredentialErrors);
}

function onlyCredentialErrors(error: unknown): CredentialError {
  if (error instanceof CredentialError) return error;
  throw error;
}

function noCredential(error: CredentialError, now: number): GatedResult {
  const failure = error.kind === 'refused' ? 'unauthorized' : 'not-sent';
  return {
    ...notCalled(failure, 'NO_CREDENTIAL', error.message),
    retryAfterMs: error.notBefore === undefined ? undefined : Math.max(0, error.notBefore - now),
  };
}

function notCalled(
  failure: RequestFailure['failure'],
  code: string,
  detail: string,
): { kind: 'failed' } & RequestFailure {
  return { kind: 'failed', failure, status: undefined, retryAfterMs: undefined, code, detail };
}
