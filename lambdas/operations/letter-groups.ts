import { isSuperseded } from '../dead-letters/dead-letter.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';

/** Dead letters of one integration that died of the same thing. */
export interface LetterGroup {
  readonly integration: string;
  readonly reason: string;
  readonly type: string;
  readonly count: number;
  /** Those of them whose event was completed after all. */
  readonly superseded: number;
  /** Of the one that died first. */
  readonly firstError: string;
  /** Milliseconds since the Unix epoch. */
  readonly firstDeadAt: number;
  /** Milliseconds since the Unix epoch. */
  readonly lastDeadAt: number;
  /** Of the one that died last; where it could not be read: the dead letter's own name. */
  readonly lastEventId: string;
}

/** Counts dead letters by integration, reason and type: a few lines tell what ten thousand died of. */
export class LetterGroups {
  /** Dead letters that were added. */
  total = 0;
  readonly #groups = new Map<string, LetterGroup>();

  add(letter: DeadLetter): void {
    const { integration, reason, type, firstError, deadAt, eventId, id } = letter;
    const name = eventId || id;
    const superseded = isSuperseded(letter) ? 1 : 0;
    this.total += 1;
    const key = JSON.stringify([integration, reason, type]);
    const group = this.#groups.get(key);
    this.#groups.set(
      key,
      group === undefined
        ? {
            integration,
            reason,
            type,
            count: 1,
            superseded,
            firstError,
            firstDeadAt: deadAt,
            lastDeadAt: deadAt,
            lastEventId: name,
          }
        : {
            ...group,
            count: group.count + 1,
            superseded: group.superseded + superseded,
            firstError: deadAt < group.firstDeadAt ? firstError : group.firstError,
            firstDeadAt: Math.min(group.firstDeadAt, deadAt),
            lastDeadAt: Math.max(group.lastDeadAt, deadAt),
            lastEventId: deadAt >= group.lastDeadAt ? name : group.lastEventId,
          },
    );
  }

  /** The most numerous first. */
  all(): LetterGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }
}
