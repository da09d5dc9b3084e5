/** Something to be timed, many times over. What it returns must be truthy, or it does not work. */
export type Contestant = () => unknown;

/** Processor time of one turn of one contestant. */
const turnMs = 3;
const warmUpMs = 50;

/**
 * Times contestants beside each other. They take short turns, so that a machine that slows down meets
 * everybody; a race may be run in several parts, so that what else the machine does for some seconds
 * is not the whole of it; and the lower quartile of each one's turns counts, because noise only ever
 * adds time.
 */
export class SideBySide {
  /** Processor time of one call in each turn, in milliseconds, by contestant. */
  readonly #times: number[][] = [];

  /**
   * @param contestants the same ones in each part; the first is what the others are measured by
   * @throws Error where a contestant's own result says that it failed
   */
  async run(contestants: readonly Contestant[], rounds: number): Promise<void> {
    await allWork(contestants);
    const repetitions: number[] = [];
    for (const contestant of contestants) {
      repetitions.push(await repetitionsWithin(contestant, turnMs));
    }
    for (let round = 0; round < rounds; round++) {
      for (const [index, contestant] of contestants.entries()) {
        const time = await timePerCall(contestant, repetitions[index] ?? 1);
        (this.#times[index] ??= []).push(time);
      }
    }
    await allWork(contestants);
  }

  /** How fast each contestant is beside the first: 1 is as fast and 0.5 half as fast. */
  ratiosToFirst(): number[] {
    const times = this.#times.map(lowerQuartile);
    return times.map((time) => (times[0] ?? NaN) / time);
  }
}

async function allWork(contestants: readonly Contestant[]): Promise<void> {
  for (const [index, contestant] of contestants.entries()) {
    if (!(await contestant())) throw new Error(`Contestant ${index} does not do its work.`);
  }
}

/** Warms it up, too: what the compiler has not seen a few thousand times yet runs slower. */
async function repetitionsWithin(contestant: Contestant, durationMs: number): Promise<number> {
  let perCallMs = await timePerCall(contestant, 100);
  for (let spentMs = 0; spentMs < warmUpMs; spentMs += 200 * perCallMs) {
    perCallMs = await timePerCall(contestant, 200);
  }
  return Math.max(1, Math.round(durationMs / perCallMs));
}

/**
 * Processor time in milliseconds: what other processes do meanwhile is not in it. Waits only for who
 * answers later, so that others do not pay for it.
 */
async function timePerCall(contestant: Contestant, repetitions: number): Promise<number> {
  const isLate = (await settled(contestant())) === 'late';
  const start = process.cpuUsage();
  if (isLate) for (let left = repetitions; left > 0; left--) await contestant();
  else for (let left = repetitions; left > 0; left--) contestant();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / repetitions;
}

async function settled(result: unknown): Promise<'late' | 'at once'> {
  if (!(result instanceof Promise)) return 'at once';
  await result;
  return 'late';
}

function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2] ?? NaN;
}
