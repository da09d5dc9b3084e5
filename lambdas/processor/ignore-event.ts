import { wantsType } from '../contract/event-types.ts';
import { eventKey } from '../event/event-identity.ts';
import type { WebhookHead } from '../event/webhook-message.ts';
import type { IgnoredEvents } from '../ignored/ignored-events.ts';
import type { EventBinding } from '../verification/event-binding.ts';
import type { EventRecords } from './event-records.ts';
import { waitForStore, type StoreWait } from './wait-for-store.ts';

/** What an integration that lists its event types needs in addition. */
export interface EventTypeFilter {
  /** Patterns of `defineIntegration`. */
  readonly types: readonly string[];
  readonly ignored: IgnoredEvents;
}

export interface IgnoredEvent {
  readonly duplicate: boolean;
  readonly replaySuspected: boolean;
}

/**
 * Ignores an event of a type that is not listed, before its lease is taken, its attempt counted or its payload read.
 * An event that has run before is left to `runHandle`, which first undoes its steps if necessary.
 *
 * @returns undefined if the event must be processed as usual
 */
export async function ignoreEvent(
  { integration, eventId, type }: WebhookHead,
  binding: EventBinding | undefined,
  filter: EventTypeFilter | undefined,
  { records, ...wait }: StoreWait & { readonly records: EventRecords },
): Promise<IgnoredEvent | undefined> {
  if (filter === undefined || wantsType(filter.types, type)) return undefined;
  const hasRun = await waitForStore(() => records.hasRun(eventKey(integration, eventId)), wait);
  if (hasRun) return undefined;
  // Its type may be unsigned, too: the same body under a listed type must be recognized as a replay.
  const sighting =
    binding === undefined
      ? undefined
      : await waitForStore(
          () => records.recordBody(integration, binding.signedSha256, eventId),
          wait,
        );
  const marked = await waitForStore(() => filter.ignored.mark(integration, eventId), wait);
  return { duplicate: marked === 'known', replaySuspected: sighting?.kind === 'seen' };
}
