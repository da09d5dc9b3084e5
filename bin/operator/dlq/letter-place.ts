import { isSuperseded } from '../../../lambdas/dead-letters/dead-letter.ts';
import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';

/** Where a dead letter is now. */
export type LetterPlace =
  | 'dead-letter-queue'
  /** Still in the queue, but its event was completed. */
  | 'superseded'
  /** Sent to its queue; nothing has been heard of it since. */
  | 'replayed'
  | 'completed'
  | 'discarded'
  /** The queue did not hold it any more. */
  | 'gone';

export function placeOf(letter: DeadLetter): LetterPlace {
  if (isSuperseded(letter)) return 'superseded';
  if (letter.copies.length > 0) return 'dead-letter-queue';
  if (letter.doneAt !== undefined) return 'completed';
  const done = letter.history.map(({ what }) => what);
  return done.findLast((what) => what === 'replayed' || what === 'discarded') ?? 'gone';
}
