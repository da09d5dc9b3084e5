import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { breakerChangedType, breakerEventSource, changeDetail } from './change-event.ts';
import type { HistoryEntry } from './snapshot.ts';

export interface AnnouncerDependencies {
  readonly events: EventBridgeClient;
  readonly stage: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Tells people and programs of a change: who has won the write says it once. Never throws. */
export function announcer({ events, stage, log, metrics }: AnnouncerDependencies) {
  return async (circuit: string, change: HistoryEntry): Promise<void> => {
    const { epoch, from, to, by, reason } = change;
    log.warn('Breaker changed', { upstream: circuit, epoch, from, to, by, reason });
    metrics.add('BreakerChanges', 1, { upstream: circuit });
    try {
      await publishChange(events, stage, circuit, change);
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
