import type { DeadLetterArchive } from '../dead-letters/dead-letter-archive.ts';
import { dayMs } from '../event/lifetimes.ts';
import { holdSecondsFor } from './clear-dead-letters.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { recognise } from './recognise.ts';
import type { RecognisingPorts } from './recognise.ts';

export interface ReconcilingPorts extends RecognisingPorts {
  readonly queue: DeadLetterQueue;
  readonly archive: DeadLetterArchive;
}

export interface Reconciled {
  /** Messages that the queue gave. */
  readonly met: number;
  /** Of those, the ones that the index did not know. */
  readonly entered: number;
  /** Messages that the index had and the queue does not. */
  readonly forgotten: number;
  /** Messages that somebody else held: as long as there are any, nothing is forgotten. */
  readonly heldElsewhere: number;
  readonly archived: number;
}

/** What is lost sooner than this is archived again, in case settling could not do it. */
const nearExpiryMs = 4 * dayMs;

/**
 * Makes the index what the queue is: every message is received once and let go again. It hides the
 * messages for as long as that takes, so it is for when index and queue differ, not for looking.
 */
export async function reconcile(
  integration: string,
  ports: ReconcilingPorts,
  onProgress: (met: number) => void = () => undefined,
): Promise<Reconciled> {
  const { queue, book, archive, clock } = ports;
  const before = await queue.size();
  const startedAt = clock.now();
  const holdSeconds = holdSecondsFor(before.visible + before.hidden);
  const met = new Set<string>();
  const held: string[] = [];
  let entered = 0;
  let archived = 0;
  try {
    for (;;) {
      const letters = await queue.receive(10, holdSeconds);
      if (letters.length === 0) break;
      held.push(...letters.map(({ receiptHandle }) => receiptHandle));
      for (const { letter, known, wasListed } of await recognise(letters, integration, ports)) {
        if (!wasListed) entered += 1;
        if (!wasListed || known.lostAt - clock.now() < nearExpiryMs) {
          await archive.keep(integration, known.id, letter.text);
          archived += 1;
        }
      }
      const known = met.size;
      for (const { messageId } of letters) met.add(messageId);
      onProgress(met.size);
      // The first ones come back before the last were seen: everything has been seen by now.
      if (met.size === known) break;
    }
  } finally {
    await queue.release(held).catch(() => undefined);
  }

  let forgotten = 0;
  if (before.hidden === 0) {
    for await (const letter of book.listed(integration, { newestFirst: false })) {
      const gone = letter.copies.filter((messageId) => !met.has(messageId));
      if (gone.length === 0 || letter.deadAt >= startedAt) continue;
      await book.forget(letter, gone);
      forgotten += gone.length;
    }
  }
  return { met: met.size, entered, forgotten, heldElsewhere: before.hidden, archived };
}
