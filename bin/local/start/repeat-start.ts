/** How one run of `npm start -- --once --json` ended. */
export interface StartRun {
  readonly status: number | null;
  /** Standard output and error in the order in which they arrived. */
  readonly output: string;
  readonly tookMs: number;
}

export interface RepeatedStarts {
  readonly runs: number;
  /** Numbers of the failed runs, from 1. */
  readonly failed: readonly number[];
  readonly slowestMs: number;
}

/** Runs the demo repeatedly and continues after a failure, to find rare ones. */
export async function repeatStart(
  runs: number,
  start: (number: number) => Promise<StartRun>,
  tell: (text: string) => void,
): Promise<RepeatedStarts> {
  const failed: number[] = [];
  let slowestMs = 0;
  for (let number = 1; number <= runs; number += 1) {
    const { status, output, tookMs } = await start(number);
    slowestMs = Math.max(slowestMs, tookMs);
    if (status !== 0) failed.push(number);
    const took = `${(tookMs / 1_000).toFixed(1)} s`;
    tell(`${status === 0 ? '✓' : '✗'} ${number} of ${runs} (${took})`);
    if (status !== 0) tell(output.trimEnd());
  }
  return { runs, failed, slowestMs };
}
