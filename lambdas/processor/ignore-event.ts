import { wantsType } from '../contract/event-types.ts';
import { eventKey } from '../event/event-identity.ts';
import type { WebhookHead } from '../event/webhook-message.ts';
import type { IgnoredEvents } from '../ignored/ignored-events.ts';
import type { EventBinding } from '../verification/event-binding.ts';
import type { EventRecords } from './event-records.ts';
import { waitForStore, type StoreWait } from './wait-for-store.ts';

/** What an integration that lists its event types needs beside what every integration does. */
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
 * Ends an event that its integration does not want, before its lease, its attempt and its payload. Not one that has
 * run before: its steps may have to be taken back, which `runHandle` sees to before it ignores the event.
 *
 * @returns undefined where the event has to go its usual way
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
  // Its type may be unsigned, too: the same body under a wanted type must be known as a replay.
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
