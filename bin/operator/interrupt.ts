import { onInterruption, statusOf } from '../terminal/on-interruption.ts';
import type { Progress } from '../terminal/progress.ts';

/** Aborts at the first Ctrl-C, so that what is in hand is finished; the second one ends at once. */
export function untilInterrupted(
  progress: Progress,
  announcement = 'Finishing what is in hand …',
): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const interruption = new AbortController();
  const release = onInterruption({
    signals: ['SIGINT', 'SIGTERM'],
    first() {
      progress.say(announcement);
      interruption.abort();
    },
    again: (signal) => process.exit(statusOf(signal)),
  });
  return { signal: interruption.signal, release };
}
