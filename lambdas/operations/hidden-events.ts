import type { WaitingEvent, WaitReason } from '../waiting/waiting-event.ts';

/** Events that their queue hides until later, for one reason. Times are ms since the Unix epoch. */
export interface HiddenEvents {
  readonly count: number;
  /** Undefined if an older version wrote the entry. */
  readonly reason: WaitReason | undefined;
  readonly firstBackAt: number;
  readonly lastBackAt: number;
}

/** Events that come back later, by reason; the most frequent reason first. */
export function hiddenEvents(events: readonly WaitingEvent[], now: number): HiddenEvents[] {
  const hidden = events.filter(({ comesBackAt }) => comesBackAt > now);
  const byReason = Map.groupBy(hidden, ({ reason }) => JSON.stringify(reason ?? null));
  return [...byReason.values()]
    .map((group) => {
      const times = group.map(({ comesBackAt }) => comesBackAt);
      return {
        count: group.length,
        reason: group[0]?.reason,
        firstBackAt: Math.min(...times),
        lastBackAt: Math.max(...times),
      };
    })
    .sort((one, other) => other.count - one.count);
}
