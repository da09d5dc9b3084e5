import type { Ordered } from '../breaker/snapshot.ts';

/** A person has stopped an integration: nothing works on its queue. */
export interface Pause extends Ordered {
  /** Milliseconds since the Unix epoch; undefined where a person has to resume it. */
  readonly until?: number;
}

/** The last pause of an integration, and who ended it before its time. */
export interface PauseRecord {
  readonly pause: Pause;
  readonly resumed?: Ordered;
}

/** The pause that is in force. One whose time is over is none, whether or not anybody ended it. */
export function pauseIn(record: PauseRecord | undefined, now: number): Pause | undefined {
  if (record === undefined || record.resumed !== undefined) return undefined;
  const { until } = record.pause;
  return until === undefined || now < until ? record.pause : undefined;
}
