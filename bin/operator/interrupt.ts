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
  const interrupt = (): void => {
    progress.say(announcement);
    interruption.abort();
    release();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const release = (): void => {
    for (const name of signals) process.off(name, interrupt);
  };
  for (const name of signals) process.once(name, interrupt);
  return { signal: interruption.signal, release };
}
