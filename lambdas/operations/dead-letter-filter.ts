import { isSuperseded } from '../dead-letters/dead-letter.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';

/** Which dead letters are meant. What is left out does not narrow the choice. */
export interface DeadLetterFilter {
  readonly reason?: string | undefined;
  readonly type?: string | undefined;
  readonly upstream?: string | undefined;
  /** An event's id, or the name that a dead letter has in the index (for those that nobody can read). */
  readonly event?: string | undefined;
  /** Dead at or after it; milliseconds since the Unix epoch. */
  readonly since?: number | undefined;
  /** Dead before it; milliseconds since the Unix epoch. */
  readonly until?: number | undefined;
  /** Only those whose event was completed after all. */
  readonly superseded?: boolean | undefined;
}

type Judged = Pick<
  DeadLetter,
  'id' | 'reason' | 'type' | 'upstream' | 'eventId' | 'deadAt' | 'copies' | 'doneAt'
>;

export function matches(filter: DeadLetterFilter, letter: Judged): boolean {
  const { reason, type, upstream, event, since, until, superseded } = filter;
  return (
    (reason === undefined || letter.reason === reason) &&
    (type === undefined || letter.type === type) &&
    (upstream === undefined || letter.upstream === upstream) &&
    (event === undefined || letter.eventId === event || letter.id === event) &&
    (since === undefined || letter.deadAt >= since) &&
    (until === undefined || letter.deadAt < until) &&
    (superseded !== true || isSuperseded(letter))
  );
}

/** The filter in words, for people and for the record of what was done. */
export function describeFilter(filter: DeadLetterFilter): string {
  const time = (ms: number): string => new Date(ms).toISOString();
  const words = [
    filter.event !== undefined && `event ${filter.event}`,
    filter.reason !== undefined && `reason ${filter.reason}`,
    filter.type !== undefined && `type ${filter.type}`,
    filter.upstream !== undefined && `upstream ${filter.upstream}`,
    filter.since !== undefined && `dead since ${time(filter.since)}`,
    filter.until !== undefined && `dead before ${time(filter.until)}`,
    filter.superseded === true && 'superseded',
  ].filter((word) => word !== false);
  return words.length === 0 ? 'all' : words.join(', ');
}
