/** Time as the system sees it. Passed in everywhere, so that tests and the simulator own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `durationMs`, or rejects with the signal's reason as soon as it aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Uniform in [0, 1), as `Math.random`. Passed in, so that a run can be repeated from a seed. */
export type Random = () => number;
