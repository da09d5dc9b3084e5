import type { Attempted } from './attempted.ts';
import type { CallContext } from './call-context.ts';
import type { Verdict } from './gate.ts';
import type { OutboundCall } from './outbound-call.ts';
import type { RequestFailure } from './send.ts';

/** Conflict, content too large, locked: they make one event wait and do not affect others. */
const ofOneResource: ReadonlySet<number> = new Set([409, 413, 423]);

/** What a request says about its upstream's health; undefined where none was made. */
export function verdictOn(
  attempted: Attempted | undefined,
  call: OutboundCall,
  context: CallContext,
): Verdict {
  if (attempted === undefined) return { kind: 'none' };
  const { result, grantVersion: credentialVersion = 'none' } = attempted;
  if (result.kind === 'answer') return { kind: 'alive' };
  if (isOurs(result)) return { kind: 'none' };
  switch (result.failure) {
    case 'rejected':
      return { kind: 'alive' };
    case 'malformed':
    case 'not-sent':
    case 'unclear':
      return { kind: speaksAgainst(result) ? 'failed' : 'alive' };
    case 'busy': {
      if (ofOneResource.has(result.status ?? 0)) return { kind: 'alive' };
      const now = context.clock.now();
      const until = result.retryAfterMs === undefined ? undefined : now + result.retryAfterMs;
      return { kind: 'busy', until };
    }
    case 'unauthorized':
      return { kind: 'credential-refused', credentialVersion };
    case 'forbidden':
      return call.settings.forbiddenMeans === 'credential'
        ? { kind: 'credential-refused', credentialVersion }
        : { kind: 'forbidden', eventId: context.webhook.eventId, credentialVersion };
    case 'held-back':
      return { kind: 'none' };
  }
}

/** Whether a failed request says that its upstream does not work. */
export function speaksAgainst(failed: Pick<RequestFailure, 'failure' | 'code'>): boolean {
  if (isOurs(failed)) return false;
  switch (failed.failure) {
    case 'not-sent':
    case 'unclear':
      return true;
    case 'malformed':
      // Another shape or length is the upstream's own response; an HTML page comes from a proxy in front of it.
      return failed.code !== 'SCHEMA_MISMATCH' && failed.code !== 'TOO_LONG';
    default:
      return false;
  }
}

/** Our own time ran out, or the way to a credential is disturbed. */
function isOurs({ failure, code }: Pick<RequestFailure, 'failure' | 'code'>): boolean {
  return code === 'NO_TIME_LEFT' || (code === 'NO_CREDENTIAL' && failure === 'not-sent');
}
