import type { Run } from '../event/run.ts';
import { RunExpiredError } from '../event/run.ts';
import type { Clock } from '../runtime/clock.ts';

/** Kept back from a run's time to settle its outcome: a dead-letter send, a record, a visibility. */
export const settlingMs = 1_500;

export interface FencedRun extends Run {
  /** Until then the idempotency lease is this run's, so its outcome may be settled. */
  readonly leaseEnds: number;
  /** Rejects with RunExpiredError at the deadline. */
  readonly expired: Promise<never>;
  /** Stops the run's timer; a run that ended refuses calls like one that expired. */
  end(): void;
}

/** @param leaseEnds when Lambda ends this environment's invocation; milliseconds since the epoch */
export function startRun(
  id: string,
  leaseEnds: number,
  clock: Clock,
  released: readonly string[] = [],
): FencedRun {
  const deadline = leaseEnds - settlingMs;
  const expiry = new AbortController();
  const timer = new AbortController();
  let ended = false;
  const isAlive = (): boolean => !ended && clock.now() < deadline;
  const expire = (): void => {
    expiry.abort(new RunExpiredError(id));
  };
  const expired = new Promise<never>((_resolve, reject) => {
    expiry.signal.addEventListener('abort', () => {
      reject(expiry.signal.reason as RunExpiredError);
    });
  });
  expired.catch(() => undefined);
  clock.sleep(Math.max(0, deadline - clock.now()), timer.signal).then(expire, () => undefined);
  return {
    id,
    released,
    deadline,
    leaseEnds,
    signal: expiry.signal,
    expired,
    assertAlive() {
      if (!isAlive()) throw new RunExpiredError(id);
    },
    remainingMs: () => (ended ? 0 : Math.max(0, deadline - clock.now())),
    end() {
      ended = true;
      // Named, because the reason it gets otherwise is made with a stack: dearer than all the rest here.
      timer.abort('ended');
    },
  };
}
