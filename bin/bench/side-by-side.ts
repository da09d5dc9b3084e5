/** Something to be timed, many times over. What it returns must be truthy, or it does not work. */
export type Contestant = () => unknown;

export interface Effort {
  /** Processor time of one turn of one contestant. @default 3 */
  readonly turnMs?: number;
  /** @default 41 */
  readonly rounds?: number;
}

/**
 * How fast each contestant is beside the first: its time divided by theirs, so 1 is as fast and 0.5
 * half as fast. They take short turns, so that a machine that slows down meets everybody, and the
 * lower quartile of each one's turns counts, because noise only ever adds time.
 * @throws Error where a contestant's own result says that it failed
 */
export async function ratiosToFirst(
  contestants: readonly Contestant[],
  { turnMs = 3, rounds = 41 }: Effort = {},
): Promise<number[]> {
  await allWork(contestants);
  const turns: { readonly repetitions: number; readonly times: number[] }[] = [];
  for (const contestant of contestants) {
    turns.push({ repetitions: await repetitionsWithin(contestant, turnMs), times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const turn = turns[index];
      turn?.times.push(await timePerCall(contestant, turn.repetitions));
    }
  }
  await allWork(contestants);
  const times = turns.map((turn) => lowerQuartile(turn.times));
  return times.map((time) => (times[0] ?? NaN) / time);
}

async function allWork(contestants: readonly Contestant[]): Promise<void> {
  for (const [index, contestant] of contestants.entries()) {
    if (!(await contestant())) throw new Error(`Contestant ${index} does not do its work.`);
  }
}

const warmUpMs = 100;

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
