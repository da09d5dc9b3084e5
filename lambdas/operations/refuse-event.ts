import { eventKey } from '../event/event-identity.ts';
import type { StepStore } from '../upstream/step-store.ts';
import type { Operation } from './operation.ts';

/**
 * Writes down that a person refuses an event for good. Its next run takes the completed steps back, as it
 * does for a `PermanentError`, and its handler does not run any more. Written twice, it says the same.
 */
export function refuseEvent(
  { integration, eventId }: { readonly integration: string; readonly eventId: string },
  { id, by, why }: Pick<Operation, 'id' | 'by' | 'why'>,
  steps: Pick<StepStore, 'writeUndo'>,
): Promise<void> {
  return steps.writeUndo(eventKey(integration, eventId), {
    state: 'undoing',
    runId: id,
    by,
    reason: 'handler-permanent',
    error: { name: 'RefusedForGood', message: `${by} refused this event for good: ${why}` },
  });
}
