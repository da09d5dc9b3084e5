import type { Clock } from '../runtime/clock.ts';

/** Kept back from the provider's patience: the way through API Gateway and the network, both ways. */
const onTheWayMs = 500;
/** Kept back from the time that the environment has: writing the answer, the log line, the metrics. */
const closingMs = 300;
/**
 * Granted even if a cold start has used the provider's patience up. Nobody may be waiting any more,
 * but an event that is stored is not lost, and some providers never send twice.
 */
const leastMs = 1_000;

/** When a request came, and when its environment is stopped; milliseconds since the Unix epoch. */
export interface Arrival {
  readonly arrivedAt: number;
  readonly environmentEndsAt: number;
}

/** The moment at which a request must be answered, whatever is still under way. */
export function answerBy(
  { arrivedAt, environmentEndsAt }: Arrival,
  patienceMs: number,
  now: number,
): number {
  const patienceEndsAt = arrivedAt + patienceMs - onTheWayMs;
  return Math.min(Math.max(patienceEndsAt, now + leastMs), environmentEndsAt - closingMs);
}

export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  constructor() {
    super('out of time');
  }
}

/**
 * The result of `work`, or OutOfTimeError at `deadline`, even if `work` pays no attention to its
 * signal.
 */
export async function withinDeadline<Result>(
  clock: Clock,
  deadline: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const outOfTime = new AbortController();
  const settled = new AbortController();
  const alarm = clock.sleep(Math.max(0, deadline - clock.now()), settled.signal).then(
    () => {
      const error = new OutOfTimeError();
      outOfTime.abort(error);
      throw error;
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    if (clock.now() >= deadline) throw new OutOfTimeError();
    return await Promise.race([work(outOfTime.signal), alarm]);
  } finally {
    settled.abort();
  }
}
