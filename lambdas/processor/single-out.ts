import { eventKey } from '../event/event-identity.ts';
import { decodeMessage } from '../event/webhook-message.ts';
import type { Clock, Random } from '../runtime/clock.ts';
import type { EventRecords } from './event-records.ts';
import type { ProcessedRecord } from './processed-record.ts';
import type { QueueRecord } from './queue-record.ts';

/** How long the others are hidden at most: they may run beside this one in another environment. */
const longestTurnMs = 1_000;

/**
 * The record of a batch that has to run alone: an earlier run of its event started and never said how
 * it ended, so it may be what killed the environment that it and others were in. Of several the one
 * that was lost alone least often, so that the innocent come before the one who did it.
 *
 * @returns undefined where all may run side by side
 */
export async function singleOut(
  batch: readonly QueueRecord[],
  records: EventRecords,
): Promise<QueueRecord | undefined> {
  if (batch.length === 1) return undefined;
  const lost = await Promise.all(
    batch.map(async (record) => ({ record, run: await lostRun(record, records) })),
  );
  return lost
    .flatMap(({ record, run }) => (run === undefined ? [] : [{ record, ...run }]))
    .sort((a, b) => a.lostAlone - b.lostAlone)
    .at(0)?.record;
}

/** A message comes for the first time before any run of it is lost: most events cost no look. */
async function lostRun(
  { receiveCount, text }: QueueRecord,
  records: EventRecords,
): Promise<{ readonly lostAlone: number } | undefined> {
  if (receiveCount === 1) return undefined;
  const decoded = decodeMessage(text);
  if (decoded.kind !== 'message') return undefined;
  const { integration, eventId } = decoded.head;
  // A table that does not answer lets no event run: each says so itself and waits.
  return records.openRun(eventKey(integration, eventId)).catch(() => undefined);
}

/** Back into the queue for a moment, without a run: another event of the batch runs alone. */
export function waitsItsTurn(
  record: QueueRecord,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): ProcessedRecord {
  const decoded = decodeMessage(record.text);
  return {
    record,
    ...(decoded.kind === 'message' && { head: decoded.head }),
    outcome: {
      kind: 'park',
      until: clock.now() + longestTurnMs * random(),
      error: { name: 'WaitsItsTurn', message: 'Another event of its batch runs alone.' },
    },
    replaySuspected: false,
  };
}
