import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import { matches } from './dead-letter-filter.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { refusal } from './judge-letter.ts';
import { LetterGroups } from './letter-groups.ts';
import type { LetterGroup } from './letter-groups.ts';
import type { LeftBecause } from './operation.ts';

/** What an operation would do, as far as the index knows. */
export interface ClearingPlan {
  /** Dead letters that would be moved. */
  readonly chosen: number;
  /** Messages that they are: an event settled twice lies there twice. */
  readonly messages: number;
  /** Messages in the queue as far as the index knows, whether they are meant or not. */
  readonly listed: number;
  /** Dead letters that would be meant, but died after the cutoff. */
  readonly newer: number;
  readonly groups: readonly LetterGroup[];
  readonly left: readonly LeftLetters[];
}

export interface LeftLetters {
  readonly because: LeftBecause;
  readonly count: number;
  /** The first of them. */
  readonly eventIds: readonly string[];
}

const mostNamed = 20;

/**
 * Reads the index once, however long it is, and keeps figures only.
 *
 * @param cutoff of an operation that is gone on with; ms since the epoch
 * @param settled a person is about to say what becomes of those that are meant, and no step of theirs stays unknown
 */
export async function planClearing(
  book: DeadLetterBook,
  integration: string,
  kind: 'replay' | 'discard',
  filter: DeadLetterFilter,
  despiteReturns: boolean,
  cutoff = Infinity,
  settled = false,
): Promise<ClearingPlan> {
  const groups = new LetterGroups();
  const left = new Map<LeftBecause, { count: number; eventIds: string[] }>();
  let chosen = 0;
  let messages = 0;
  let listed = 0;
  let newer = 0;
  for await (const letter of book.listed(integration, { newestFirst: false })) {
    listed += letter.copies.length;
    if (!matches(filter, letter)) continue;
    if (letter.deadAt > cutoff) {
      newer += 1;
      continue;
    }
    const judged = settled ? { ...letter, resolved: true } : letter;
    const because = kind === 'replay' ? refusal(judged, despiteReturns) : undefined;
    if (because !== undefined) {
      name(left, because, letter);
      continue;
    }
    chosen += 1;
    messages += letter.copies.length;
    groups.add(letter);
  }
  return {
    chosen,
    messages,
    listed,
    newer,
    groups: groups.all(),
    left: [...left].map(([because, named]) => ({ because, ...named })),
  };
}

function name(
  left: Map<LeftBecause, { count: number; eventIds: string[] }>,
  because: LeftBecause,
  { eventId, id }: DeadLetter,
): void {
  const named = left.get(because) ?? { count: 0, eventIds: [] };
  left.set(because, named);
  named.count += 1;
  if (named.eventIds.length < mostNamed) named.eventIds.push(eventId || id);
}
