import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { optionalEnvironment, wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { deadLetterWorld, type DeadLetterWorld } from '../../test/support/dead-letter-world.ts';
import { processorWorld } from '../../test/support/processor-world.ts';
import { workOnQueue } from '../../test/support/work-on-queue.ts';
import { freePort } from '../local/free-port.ts';
import { defaultEndpointUrl } from '../local/local-aws.ts';
import { findEndpoint, startEndpoint } from '../local/local-endpoint.ts';
import { repositoryDirectory } from '../local/repository.ts';
import { createProgress } from '../terminal/progress.ts';

/** What became of so many dead letters, and what the operator's commands needed for it. */
export interface ReplayFigures {
  readonly deadLetters: number;
  /** Rows of `dlq list --json`. */
  readonly listed: number;
  /** Rows of the same with `--reason`, which half of them have. */
  readonly filtered: number;
  /** What `dlq replay` says that it sent. */
  readonly replayed: number;
  /** Events whose handler ran to its end. */
  readonly effects: number;
  /** Events whose handler ran to its end more than once. */
  readonly repeated: number;
  /** Left in the dead-letter queue or in the list. */
  readonly left: number;
  /** Most megabytes that were alive in the process of `dlq list`. */
  readonly listHeapMb: number;
  /** The same of `dlq replay`. */
  readonly replayHeapMb: number;
}

const sizes = [1_000, 10_000];
const reasons = ['attempts-exhausted', 'forbidden'] as const;
const settledAtOnce = 25;
const workers = 4;

/**
 * Dead letters on a local AWS, settled as the processor settles them, then listed, filtered and replayed
 * by the operator's own command in a process of its own, while a processor works on what it sends.
 */
export async function benchReplay(
  detail: (text: string) => void,
): Promise<{ replays: ReplayFigures[] }> {
  const endpoint = await endpointOfBench();
  try {
    const replays: ReplayFigures[] = [];
    for (const size of sizes) {
      const world = await deadLetterWorld(endpoint.url);
      try {
        replays.push(await replay(world, size, endpoint.url, detail));
      } finally {
        await world.remove();
      }
    }
    return { replays };
  } finally {
    await endpoint.stop();
  }
}

async function endpointOfBench() {
  const url = optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl;
  const progress = createProgress();
  return (
    (await findEndpoint(url)) ??
    (await startEndpoint(`http://localhost:${String(await freePort())}`, progress))
  );
}

async function replay(
  world: DeadLetterWorld,
  size: number,
  endpointUrl: string,
  detail: (text: string) => void,
): Promise<ReplayFigures> {
  await settle(world, size, (done) => {
    if (done % 1_000 === 0) detail(`${String(done)} of ${String(size)} are dead`);
  });
  const breakwater = (...words: string[]) =>
    runBreakwater([...words, '--stage', world.stage, '--json'], endpointUrl);
  const list = await breakwater('dlq', 'list');
  const filtered = await breakwater('dlq', 'list', '--reason', reasons[0]);
  detail(`${String(list.rows)} of ${String(size)} are listed`);

  const effects = new Map<string, number>();
  const stop = new AbortController();
  const working = Array.from({ length: workers }, () => work(world, effects, stop.signal));
  try {
    const sent = await breakwater('dlq', 'replay', '--all', '--rate', '1000', '--yes');
    const { integrations } = JSON.parse(sent.out) as {
      integrations: { counts: { done: number } }[];
    };
    while (effects.size < size && !(await isEmpty(world))) await clock.sleep(500);
    return {
      deadLetters: size,
      listed: list.rows,
      filtered: filtered.rows,
      replayed: integrations.reduce((sum, { counts }) => sum + counts.done, 0),
      effects: effects.size,
      repeated: [...effects.values()].filter((count) => count > 1).length,
      left: await leftIn(world),
      listHeapMb: list.liveHeapMb,
      replayHeapMb: sent.liveHeapMb,
    };
  } finally {
    stop.abort();
    await Promise.all(working);
  }
}

/** Works on the queue as the processor does, until it is told to stop. */
async function work(
  world: DeadLetterWorld,
  effects: Map<string, number>,
  stop: AbortSignal,
): Promise<void> {
  const { dependencies } = processorWorld(
    world.tables,
    ({ eventId }) => {
      effects.set(eventId, (effects.get(eventId) ?? 0) + 1);
      return Promise.resolve();
    },
    { ...world.settling },
  );
  while (!stop.aborted) await workOnQueue(world, dependencies);
}

/** As the processor does it: into the queue, the index and the archive. */
async function settle(
  world: DeadLetterWorld,
  size: number,
  onDone: (done: number) => void,
): Promise<void> {
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < size) {
      const number = (next += 1);
      await world.die(`evt_${String(number)}`, reasons[number % reasons.length]);
      onDone((done += 1));
    }
  };
  await Promise.all(Array.from({ length: settledAtOnce }, work));
}

async function isEmpty({ queue }: DeadLetterWorld): Promise<boolean> {
  const { visible, hidden } = await queue.size();
  return visible + hidden === 0;
}

async function leftIn(world: DeadLetterWorld): Promise<number> {
  const { visible, hidden } = await world.deadLetterQueue.size();
  return Math.max(visible + hidden, (await world.listed()).length);
}

/** Runs an operator's command as a person does, and watches the memory it needs. */
async function runBreakwater(words: readonly string[], endpointUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  const heapFile = join(folder, 'live-heap');
  const liveHeap = fileURLToPath(new URL('live-heap.ts', import.meta.url));
  const program = join(repositoryDirectory, 'bin/breakwater.ts');
  const child = spawn(process.execPath, ['--expose-gc', '--import', liveHeap, program, ...words], {
    env: { ...wholeEnvironment(), AWS_ENDPOINT_URL: endpointUrl, LIVE_HEAP_FILE: heapFile },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const ended = once(child, 'close');
    let rows = 0;
    let out = '';
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"eventId"')) rows += 1;
      else out += line;
    }
    const [status] = (await ended) as [number | null];
    if (status !== 0)
      throw new Error(`breakwater ${words.join(' ')} ended with ${String(status)}.`);
    const bytes = Number(readFileSync(heapFile, 'utf8'));
    return { rows, out, liveHeapMb: Math.round(bytes / 100_000) / 10 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
