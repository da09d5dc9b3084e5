import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defineUpstream, type Idempotency } from '../../../lambdas/contract/define-upstream.ts';
import type { Clock } from '../../../lambdas/runtime/clock.ts';
import { isUpstreamError } from '../../../lambdas/contract/upstream-error.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { memoryStepStore } from '../../../lambdas/upstream/memory-step-store.ts';
import type { StepStore } from '../../../lambdas/upstream/step-store.ts';
import { jumpingClock } from '../../support/jumping-clock.ts';
import { callContext } from '../../support/upstream-context.ts';
import { startUpstream, type ReceivedRequest } from '../../support/upstream-server.ts';

const styles = ['key', 'lookup', 'stores', 'neither'] as const;
type Style = (typeof styles)[number];

const idempotency: Readonly<Record<Style, Idempotency>> = {
  key: { header: 'Idempotency-Key' },
  lookup: 'lookup',
  // Keeps its errors under the key, and can be asked.
  stores: { header: 'Idempotency-Key', storesErrors: true },
  neither: 'none',
};

/** What befalls one request that could act. `die` is the environment, at that moment. */
const faults = [
  ...['well', 'well', 'act, reset', 'reset', 'act, 500', '500', 'act, garbage', 'garbage'],
  ...['429', '422', '401', '403', '503', 'act, die', 'die'],
] as const;
/** What befalls one write of a step record. */
const storeFaults = ['well', 'well', 'well', 'well', 'lost', 'lost its answer'] as const;

const schedule = fc.record({
  steps: fc.array(fc.constantFrom(...styles), { minLength: 1, maxLength: 3 }),
  requests: fc.array(fc.constantFrom(...faults), { maxLength: 8 }),
  writes: fc.array(fc.constantFrom(...storeFaults), { maxLength: 12 }),
  /** How long an effect stays invisible to lookups: less than `settlesWithinSeconds`. */
  visibleAfterMs: fc.integer({ min: 0, max: 59_000 }),
  /** How far the clock of each run's environment is ahead; each run may have a different one. */
  clocksAheadMs: fc.array(fc.integer({ min: -60_000, max: 60_000 }), { maxLength: 6 }),
});

/** A run dies right after its request, and the clock of the next run is two minutes ahead. */
const apart: Schedule = {
  ...{ steps: ['lookup'], requests: ['act, die'], writes: [] },
  ...{ visibleAfterMs: 59_000, clocksAheadMs: [-60_000, 60_000] },
};

const longestWay = 40;

describe('Whatever fails in whatever order', () => {
  it('no step acts twice, and no event ends in silence', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        const { ends, effects } = await live(given);
        // A person replays what was dead-lettered, on a day when everything is well.
        expect(ends.every((end) => end === 'done' || end.startsWith('dead-letter'))).toBe(true);
        for (const count of effects.values()) expect(count).toBe(1);
        if (ends.at(-1) === 'done') expect(effects.size).toBe(given.steps.length);
      }),
      { numRuns: 250, examples: [[apart]] },
    );
  }, 60_000);
});

/** Runs an event to its end, then once more as a replay, and tells how often each step has acted. */
async function live({ steps, requests, writes, visibleAfterMs, clocksAheadMs }: Schedule) {
  const clock = jumpingClock();
  const offsets = [...clocksAheadMs];
  const nextClock = (): Clock => {
    const aheadMs = offsets.shift() ?? 0;
    return { ...clock, now: () => clock.now() + aheadMs };
  };
  const acts: { step: string; key: string; at: number }[] = [];
  const coming = [...requests];
  const storedErrors = new Set<string>();
  let context = callContext({
    clock: nextClock(),
    random: () => 0,
    steps: unreliable(memoryStepStore(), writes),
  });
  const first = context;

  const server = await startUpstream(({ request, response, socket }) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'GET') {
      const visible = acts.filter(({ at }) => clock.now() >= at + visibleAfterMs);
      const wanted = new URL(request.url, server.url).searchParams.get('key');
      return answer(
        200,
        visible.filter(({ key }) => key === wanted),
      );
    }
    const { step, key, style } = orderIn(request);
    if (storedErrors.has(key)) return answer(500, {});
    const fault = coming.shift() ?? 'well';
    if (style === 'stores' && fault.endsWith('500')) storedErrors.add(key);
    if (fault === 'well' || fault.startsWith('act')) {
      const keyed = style === 'key' || style === 'stores';
      const repeated = keyed && acts.some((act) => act.key === key);
      if (!repeated) acts.push({ step, key, at: clock.now() });
    }
    if (fault.endsWith('die')) context.kill();
    if (fault.endsWith('reset') || fault.endsWith('die')) return void socket.destroy();
    if (fault.endsWith('garbage')) return void response.writeHead(200).end('<html>');
    const status = Number(/\d{3}$/.exec(fault)?.[0] ?? 200);
    answer(status, { step });
  });

  async function run(): Promise<void> {
    const upstreams = Object.fromEntries(
      styles.map((name) => [
        name,
        defineUpstream({ name, baseUrl: server.url, idempotency: idempotency[name] }),
      ]),
    ) as Record<Style, ReturnType<typeof defineUpstream>>;
    const session = createUpstreamClients(upstreams, context);
    for (const [index, style] of steps.entries()) {
      const step = `step-${index}`;
      await session.clients[style].post('/orders', {
        step,
        json: (key: string) => ({ step, key, style }),
        ...((style === 'lookup' || style === 'stores') && {
          lookup: async (reader, key) => {
            const found = (await reader.get('/orders', { query: { key } })) as unknown[];
            return found[0];
          },
        }),
      });
    }
    await session.finish();
  }

  async function toItsEnd(): Promise<string> {
    for (let runs = 0; runs < longestWay; runs += 1) {
      const error = await run().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) return 'done';
      // A run that died or a table that failed: the event comes back when the queue shows it again.
      let until = context.run.deadline + 1;
      if (isUpstreamError(error)) {
        const { disposition } = error;
        if (disposition.kind === 'dead-letter') return `dead-letter ${disposition.reason}`;
        until = disposition.kind === 'retry' ? disposition.notBefore : disposition.until;
      }
      // The queue hides a message for a duration, regardless of our clocks.
      clock.jumpTo(clock.now() + until - context.clock.now());
      context = context.nextRun({ clock: nextClock(), attempt: context.attempt + 1 });
    }
    return `nowhere after ${longestWay} runs`;
  }

  try {
    const ends = [await toItsEnd()];
    coming.length = 0;
    context = context.nextRun({ attempt: 1 });
    ends.push(await toItsEnd());
    const effects = new Map<string, number>();
    for (const { step } of acts) effects.set(step, (effects.get(step) ?? 0) + 1);
    return { ends, effects };
  } finally {
    first.end();
    await server.close();
  }
}

type Schedule = typeof schedule extends fc.Arbitrary<infer Given> ? Given : never;

function orderIn({ body }: ReceivedRequest): { step: string; key: string; style: Style } {
  return JSON.parse(body.toString()) as { step: string; key: string; style: Style };
}

/** A table whose writes fail as told: before they took place, or after. */
function unreliable(
  store: StepStore,
  faultsToCome: readonly (typeof storeFaults)[number][],
): StepStore {
  const coming = [...faultsToCome];
  return {
    ...store,
    async write(event, next) {
      const fault = coming.shift() ?? 'well';
      if (fault === 'lost') throw new Error('the table did not answer');
      const written = await store.write(event, next);
      if (fault === 'lost its answer') throw new Error('the table did not answer in time');
      return written;
    },
  };
}
