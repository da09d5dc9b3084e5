import type { Ordered } from '../breaker/snapshot.ts';

/** A person has stopped an integration: nothing works on its queue. */
export interface Pause extends Ordered {
  /** Milliseconds since the Unix epoch; undefined where a person has to resume it. */
  readonly until?: number;
}

/** A pause whose time is over is none, whether or not anybody took it away. */
export function isPaused(pause: Pause | undefined, now: number): pause is Pause {
  return pause !== undefined && (pause.until === undefined || now < pause.until);
}
