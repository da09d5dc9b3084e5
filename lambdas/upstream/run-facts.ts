import { breakerSettings } from '../breaker/breaker-settings.ts';
import { backoffOf } from './backoff.ts';
import type { CallContext } from './call-context.ts';
import type { RunFacts } from './disposition.ts';
import type { OutboundCall } from './outbound-call.ts';

/** What a decision about a failed call depends on beside the failure, as of now. */
export function runFacts(call: OutboundCall, { clock, attempt, random }: CallContext): RunFacts {
  return {
    now: clock.now(),
    attempt,
    backoff: backoffOf(call.definition.retry),
    // Ten seconds as a rule. A total outage is seen in less; `circuit.ts` spreads those it holds over as much.
    putOffMs: breakerSettings(call.definition).openMs / 3,
    random,
    forbiddenMeans: call.settings.forbiddenMeans,
  };
}
