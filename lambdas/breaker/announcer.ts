import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { AnnouncementMarks } from './announcement-marks.ts';
import { breakerChangedType, breakerEventSource, changeDetail } from './change-event.ts';
import type { HistoryEntry } from './snapshot.ts';

export interface AnnouncerDependencies {
  readonly events: EventBridgeClient;
  readonly marks: AnnouncementMarks;
  readonly stage: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Tells people and programs of a change: who has won the write says it once. Never throws. */
export function announcer({ events, marks, stage, log, metrics }: AnnouncerDependencies) {
  return async (circuit: string, change: HistoryEntry, after: number): Promise<void> => {
    const { epoch } = change;
    tellOfChange(circuit, change, { log, metrics });
    try {
      await publishChange(events, stage, circuit, change);
      await marks.markAnnounced(circuit, epoch, after);
    } catch (error) {
      // The governor publishes what is missing.
      log.warn('A change of a breaker was not published', {
        upstream: circuit,
        epoch,
        error: error instanceof Error ? error.name : typeof error,
      });
    }
  };
}

/** The line and the count of one change. */
export function tellOfChange(
  circuit: string,
  { epoch, from, to, by, reason }: HistoryEntry,
  { log, metrics }: Pick<AnnouncerDependencies, 'log' | 'metrics'>,
): void {
  log.warn('Breaker changed', { upstream: circuit, epoch, from, to, by, reason });
  metrics.add('BreakerChanges', 1, { upstream: circuit });
}

/**
 * Publishes a change on the account's default event bus. It may come more than once: `detail.id` is the
 * same each time.
 *
 * @throws where EventBridge did not take it
 */
export async function publishChange(
  events: EventBridgeClient,
  stage: string,
  circuit: string,
  change: HistoryEntry,
): Promise<void> {
  const { FailedEntryCount = 0 } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: breakerEventSource,
          DetailType: breakerChangedType,
          Time: new Date(change.at),
          Detail: JSON.stringify(changeDetail(stage, circuit, change)),
        },
      ],
    }),
  );
  if (FailedEntryCount > 0) throw new Error('EventBridge did not take the event.');
}
