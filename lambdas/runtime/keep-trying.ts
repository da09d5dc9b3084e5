import type { Clock, Random } from './clock.ts';

export interface KeepTrying {
  /** No try begins later, apart from the first one; milliseconds since the Unix epoch. */
  readonly until: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Stores usually answer within tens of milliseconds; a slower request is given up and repeated. */
const tryMs = 1_000;
const shortestPauseMs = 50;
const longestPauseMs = 1_000;

/** Errors that a repetition does not fix: the request itself is wrong. */
const hopeless: ReadonlySet<string> = new Set(['TypeError', 'ValidationException']);

/**
 * Repeats a write until its store accepts it, for data that must not be lost: the result of a call. The write must
 * be safe to repeat, because a try that is given up may have been carried out.
 *
 * @param write gets a signal that aborts when its try is given up
 * @throws the last try's error
 */
export async function keepTrying<Result>(
  write: (signal: AbortSignal) => Promise<Result>,
  { until, clock, random }: KeepTrying,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await withinTime(write, clock);
    } catch (error) {
      const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** tries) * random();
      const isHopeless = error instanceof Error && hopeless.has(error.name);
      if (isHopeless || clock.now() + pauseMs >= until) throw error;
      await clock.sleep(pauseMs);
    }
  }
}

class GivenUpError extends Error {
  override readonly name = 'TimeoutError';
  constructor() {
    super(`The store did not answer within ${tryMs} ms.`);
  }
}

async function withinTime<Result>(
  write: (signal: AbortSignal) => Promise<Result>,
  clock: Clock,
): Promise<Result> {
  const giveUp = new AbortController();
  const timer = new AbortController();
  const written = write(giveUp.signal);
  written.catch(() => undefined);
  const tooLate = clock.sleep(tryMs, timer.signal).then(() => {
    throw new GivenUpError();
  });
  try {
    return await Promise.race([written, tooLate]);
  } finally {
    // An explicit reason is cheaper: the default one is created with a stack.
    timer.abort('ended');
    giveUp.abort('given up');
  }
}
