import type { CallContext } from './call-context.ts';
import type { Verdict } from './gate.ts';
import type { OutboundCall } from './outbound-call.ts';
import type { Attempted } from './attempted.ts';

/** What a request says about its upstream's health; undefined where none was made. */
export function verdictOn(
  attempted: Attempted | undefined,
  call: OutboundCall,
  context: CallContext,
): Verdict {
  if (attempted === undefined) return { kind: 'none' };
  const { result, secretVersion: credentialVersion = 'none' } = attempted;
  if (result.kind === 'answer') return { kind: 'alive' };
  // Our own time ran out, or the way to a credential is disturbed.
  if (result.code === 'NO_TIME_LEFT') return { kind: 'none' };
  if (result.code === 'NO_CREDENTIAL' && result.failure === 'not-sent') return { kind: 'none' };
  switch (result.failure) {
    case 'rejected':
      return { kind: 'alive' };
    case 'malformed':
      // Another shape is a change of the upstream's; a page of HTML is a proxy in its place.
      return { kind: result.code === 'SCHEMA_MISMATCH' ? 'alive' : 'failed' };
    case 'not-sent':
    case 'unclear':
      return { kind: 'failed' };
    case 'busy': {
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
