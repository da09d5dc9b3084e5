import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { builtWorld, type BuiltWorld } from '../support/built-processor/built-world.ts';
import {
  faults,
  startThreeUpstreams,
  styles,
  type Fault,
  type ThreeUpstreams,
} from '../support/built-processor/three-upstreams.ts';

/** As `limits.timeoutSeconds` of the integration says. */
const timeoutMs = 6_000;
const patienceMs = 150_000;

let built: BuiltWorld;
let upstreams: ThreeUpstreams;
const coming = new Map<string, Fault[]>();

beforeAll(async () => {
  built = await builtWorld('three-steps.ts', 'threeSteps');
  upstreams = await startThreeUpstreams(
    (event) => coming.get(event) ?? [],
    (environment) => built.fleets.map((fleet) => fleet.named(environment)).find(Boolean),
    // Longer than Lambda gives it: somebody else has the event by then.
    timeoutMs + 4_000,
  );
});
afterAll(async () => {
  await built.remove();
  await upstreams.server.close();
});

/** How each event has ended, once all have. */
async function ends(eventIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const places = await built.places(eventIds);
    const left = eventIds.filter((id) => places.get(id) === 'queue');
    if (left.length === 0) return places;
    if (performance.now() > giveUpAt) {
      throw new Error(`Not settled: ${JSON.stringify(left.map(storyOf), undefined, 1)}`);
    }
    await clock.sleep(500);
  }
}

/** What is known of an event, for whoever has to find out why it went wrong. */
function storyOf(eventId: string) {
  return {
    eventId,
    schedule: schedules.get(eventId),
    effects: styles.map((style) => upstreams.effects(eventId, style)),
    lines: built.fleets
      .flatMap(({ lines }) => lines)
      .filter((line) => line['eventId'] === eventId)
      .map(({ message, step, outcome, code, attempt, errorMessage }) =>
        [message, step, outcome, code, attempt, errorMessage].join(' '),
      ),
  };
}

const schedules = new Map<string, readonly Fault[]>();

async function live(schedule: Readonly<Record<string, readonly Fault[]>>, batchSize: number) {
  for (const [id, faultsToCome] of Object.entries(schedule)) {
    schedules.set(id, faultsToCome);
    coming.set(id, [...faultsToCome]);
  }
  const eventIds = Object.keys(schedule);
  await built.send(eventIds);
  const variables = { UPSTREAM_URL: upstreams.server.url };
  const fleet = built.startFleet({ size: 3, batchSize, timeoutMs }, variables);
  return ends(eventIds).finally(() => fleet.stop());
}

function expectNoHarm(endsById: ReadonlyMap<string, string>): void {
  for (const [id, end] of endsById) {
    const effects = styles.map((style) => upstreams.effects(id, style));
    const story = storyOf(id);
    // Never twice, not even where the first was taken back.
    expect({ twice: effects.some(({ made }) => made > 1) && story }).toEqual({ twice: false });
    if (end === 'done') {
      const whole = effects.every(({ made, takenBack }) => made === 1 && takenBack === 0);
      expect({ incomplete: !whole && story }).toEqual({ incomplete: false });
    }
    if (end === 'upstream-rejected') {
      const left = effects.some(({ made, takenBack }) => made !== takenBack);
      expect({ leftBehind: left && story }).toEqual({ leftBehind: false });
    }
    if (end === 'outcome-unknown') {
      const undone = effects.some(({ takenBack }) => takenBack > 0);
      expect({ takenBackInDoubt: undone && story }).toEqual({ takenBackInDoubt: false });
    }
  }
}

describe('the built processor, whatever its upstreams and its machines do', () => {
  it(
    'makes no effect twice, and ends each event as its upstreams allow',
    async () => {
      const twice = (fault: Fault): Fault[] => [fault, fault];
      const at = (step: number, ...of: Fault[]): Fault[] => [
        ...Array<Fault>(step).fill('commit'),
        ...of,
      ];
      const given = {
        'key-hang': twice('commit, hang'),
        'key-reset': twice('commit, reset'),
        'key-500': twice('commit, 500'),
        'key-garbage-once': at(0, 'commit, garbage'),
        'key-garbage': twice('commit, garbage'),
        'key-die': twice('commit, die'),
        'key-freeze': at(0, 'commit, freeze'),
        'lookup-hang': at(1, 'commit, hang'),
        'lookup-not-done': at(1, 'hang'),
        'lookup-reset': at(1, 'commit, reset'),
        'lookup-garbage': at(1, 'commit, garbage'),
        'lookup-die': at(1, 'commit, die'),
        'lookup-freeze': at(1, 'commit, freeze'),
        'plain-hang': at(2, 'commit, hang'),
        'plain-reset': at(2, 'reset'),
        'plain-garbage': at(2, 'commit, garbage'),
        'plain-500': at(2, 'commit, 500'),
        'plain-die': at(2, 'commit, die'),
        'plain-freeze': at(2, 'commit, freeze'),
        'plain-429': at(2, '429', '429', '429'),
        'plain-422': at(2, '422'),
        'undo-hang': at(2, '422', 'commit, hang'),
        'undo-die': at(2, '422', 'commit, die'),
        'undo-422': at(2, '422', '422'),
      };
      // One by one, because a death befalls the whole batch.
      const happened = await live(given, 1);
      expectNoHarm(happened);
      expect(Object.fromEntries(happened)).toEqual({
        ...Object.fromEntries(Object.keys(given).map((id) => [id, 'done'])),
        ...Object.fromEntries(
          ['hang', 'reset', 'garbage', '500', 'die', 'freeze'].map((fault) => [
            `plain-${fault}`,
            'outcome-unknown',
          ]),
        ),
        ...Object.fromEntries(
          ['plain-422', 'undo-hang', 'undo-die'].map((id) => [id, 'upstream-rejected']),
        ),
        'undo-422': 'undo-failed',
      });
    },
    2 * patienceMs,
  );

  it(
    'does so in any order of faults',
    async () => {
      const schedule = Object.fromEntries(
        Array.from({ length: 24 }, (_, index) => [
          `any-${index}`,
          Array.from({ length: randomInt(6) }, () => faults[randomInt(faults.length)] ?? 'commit'),
        ]),
      );
      expectNoHarm(await live(schedule, 3));
    },
    2 * patienceMs,
  );

  it('has left a log line with all that the guide asks for, for each request', () => {
    const lines = built.fleets.flatMap((fleet) => fleet.lines);
    const calls = lines.filter(({ message }) => message === 'Upstream call');
    expect(calls.length).toBeGreaterThan(100);
    for (const call of calls) {
      expect(call).toMatchObject({
        upstream: expect.stringMatching(/^(keyed|looked|plain)$/),
        endpoint: 'default',
        method: expect.stringMatching(/^(GET|POST|DELETE)$/),
        path: expect.any(String),
        latencyMs: expect.any(Number),
        attempt: expect.any(Number),
        retry: expect.any(Boolean),
        correlationId: 'c-1',
        eventId: expect.any(String),
        outcome: expect.any(String),
      });
      if (call['upstream'] === 'keyed' && call['method'] !== 'GET') {
        expect(call['idempotencyKey']).toMatch(/^[0-9a-f-]{36}$/);
      }
      if (call['outcome'] === 'done') expect(call['status']).toBeLessThan(300);
      else expect(call['code']).toEqual(expect.any(String));
    }
  });
});
