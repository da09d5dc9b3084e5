import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from './progress.ts';

const patienceMs = 1_500;

/** Runs `work`, and shows it as a step only once it has taken longer than anybody waits gladly. */
export async function whenSlow<Result>(
  progress: Progress,
  label: string,
  work: (detail: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  let tell: (text: string) => void = () => undefined;
  const running = work((text) => {
    tell(text);
  });
  const done = new AbortController();
  const patience = wait(patienceMs, true, { signal: done.signal }).catch(() => false);
  const isSlow = await Promise.race([
    patience,
    running.then(
      () => false,
      () => false,
    ),
  ]);
  done.abort();
  if (!isSlow) return running;
  return progress.step(label, (detail) => {
    tell = detail;
    return running;
  });
}
