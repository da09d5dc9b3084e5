/**
 * One run of a handler for one event in one Lambda environment.
 *
 * A run that outlived its deadline is dead for good: another environment may have taken the event
 * over, so a thawed run must find that every call and every write refuses.
 */
export interface Run {
  /** Unique to this run; step records carry it. */
  readonly id: string;
  /** Milliseconds since the Unix epoch; at or after it nothing may be called or written. */
  readonly deadline: number;
  /** Aborts at the deadline; hand it to whatever waits. */
  readonly signal: AbortSignal;
  /** Names of upstreams for which the event has waited in line, and its turn has come. */
  readonly released: readonly string[];
  /** @throws RunExpiredError at or after the deadline. Call it right before each effect. */
  assertAlive(): void;
  /** Milliseconds left before the deadline, never negative. */
  remainingMs(): number;
}

/** The run outlived its deadline. Not a failure of the event: whoever has it now settles it. */
export class RunExpiredError extends Error {
  override readonly name = 'RunExpiredError';
  constructor(runId: string) {
    super(
      `Run ${runId} outlived its deadline; another run may own the event, so nothing more is called or written.`,
    );
  }
}
