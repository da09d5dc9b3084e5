import type { Metrics } from '../runtime/metrics.ts';
import type { Outcome } from './outcome.ts';
import type { Settlement } from './settle.ts';

/** What neither ended the event nor used up an attempt has no share in the error rate. */
export function countOutcome(
  outcome: Outcome,
  settlement: Settlement,
  integration: string,
  metrics: Metrics,
): void {
  switch (outcome.kind) {
    case 'done':
      if (outcome.ignored === true && !outcome.duplicate)
        metrics.add('Ignored', 1, { integration });
      if (outcome.ignored !== true) metrics.add('FailedShare', 0, { integration });
      if (outcome.duplicate) metrics.add('Duplicates', 1, { integration });
      return;
    case 'retry':
      metrics.add('FailedShare', 1, { integration });
      metrics.add('Retried', 1, { integration });
      return;
    case 'dead-letter':
      metrics.add('FailedShare', 1, { integration });
      // Its queue did not take it: the event is where it was.
      if (settlement === 'keep') return;
      metrics.add('DeadLettered', 1, { integration });
      metrics.add('DeadLettered', 1, { integration, reason: outcome.reason });
      return;
    case 'park':
    case 'hold':
      metrics.add('Parked', 1, { integration });
      return;
    case 'abandoned':
      metrics.add('Abandoned', 1, { integration });
      return;
  }
}
