import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { localToolEnvironment } from '../../bin/local/local-aws.ts';
import { readDossier } from '../../lambdas/operations/event-dossier.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { lambdaEntry, writeBundle } from '../../lib/constructs/write-bundle.ts';
import { stageNames } from '../../lib/names.ts';
import { startFleet, type Fleet } from '../support/built-processor/fleet-of-environments.ts';
import {
  faults,
  startThreeUpstreams,
  styles,
  type Fault,
  type ThreeUpstreams,
} from '../support/built-processor/three-upstreams.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { createTable, testEndpointUrl } from '../support/local-tables.ts';

/** As `limits.timeoutSeconds` of the integration says. */
const timeoutMs = 6_000;
const patienceMs = 150_000;

let world: DeadLetterWorld;
let upstreams: ThreeUpstreams;
let bundle: string;
/** Working on the queue now, and those that have. */
const fleets: Fleet[] = [];
let dropBreakers: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-faults-'));
const coming = new Map<string, Fault[]>();

beforeAll(async () => {
  world = await deadLetterWorld();
  bundle = bundled();
  const { breakerTable } = stageNames(world.stage);
  ({ drop: dropBreakers } = await createTable(world.dynamoDb, 'pk', 'sk', { name: breakerTable }));
  upstreams = await startThreeUpstreams(
    (event) => coming.get(event) ?? [],
    (environment) => fleets.map((fleet) => fleet.named(environment)).find(Boolean),
    // Longer than Lambda gives it: somebody else has the event by then.
    timeoutMs + 4_000,
  );
});
afterAll(async () => {
  await upstreams.server.close();
  await dropBreakers();
  await world.remove();
  rmSync(folder, { recursive: true });
});

/** The processor as it is deployed, with three steps as its integration. */
function bundled(): string {
  const source = join(import.meta.dirname, '../support/built-processor/three-steps.ts');
  const file = join(folder, 'integration.ts');
  writeFileSync(file, `export { threeSteps as default } from ${JSON.stringify(source)};\n`);
  const outfile = join(folder, 'index.mjs');
  writeBundle({ entry: lambdaEntry('processor'), alias: { '#integration': file } }, outfile);
  return outfile;
}

function workWith(batchSize: number): Fleet {
  const { breakerTable, eventTable, idempotencyTable } = stageNames(world.stage);
  const fleet = startFleet({
    ...{ world, bundle, size: 3, batchSize, timeoutMs },
    variables: {
      ...(localToolEnvironment(testEndpointUrl()) as Record<string, string>),
      NODE_OPTIONS: '',
      STAGE: world.stage,
      PROVIDER: 'stripe',
      POWERTOOLS_SERVICE_NAME: 'processor',
      QUEUE_URL: world.queueUrl,
      DEAD_LETTER_QUEUE_URL: world.deadLetterQueueUrl,
      IDEMPOTENCY_TABLE: idempotencyTable,
      EVENT_TABLE: eventTable,
      BREAKER_TABLE: breakerTable,
      BODY_BUCKET: world.bucket,
      UPSTREAM_URL: upstreams.server.url,
    },
  });
  fleets.push(fleet);
  return fleet;
}

async function send(eventIds: readonly string[]): Promise<void> {
  for (let at = 0; at < eventIds.length; at += 10) {
    const batch = eventIds.slice(at, at + 10);
    await world.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: batch.map((id, index) => ({ Id: String(index), MessageBody: textOf(id) })),
      }),
    );
  }
}

/** `done`, or the reason of its dead letter, once every event has come to either. */
async function ends(eventIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const giveUpAt = performance.now() + patienceMs;
  const { events, idempotency } = world.tables;
  for (;;) {
    const reasons = new Map((await world.listed()).map(({ eventId, reason }) => [eventId, reason]));
    const found = await Promise.all(
      eventIds.map(async (id): Promise<[string, string]> => {
        const tables = { events, idempotency };
        const dossier = await readDossier(world.dynamoDb, tables, integration, id, clock.now());
        return [id, dossier?.state === 'done' ? 'done' : (reasons.get(id) ?? 'queue')];
      }),
    );
    const left = found.filter(([, end]) => end === 'queue');
    if (left.length === 0) return new Map(found);
    if (performance.now() > giveUpAt) {
      const stories = left.map(([id]) => storyOf(id));
      throw new Error(`Not settled: ${JSON.stringify(stories, undefined, 1)}`);
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
    lines: fleets
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
  await send(eventIds);
  const fleet = workWith(batchSize);
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
        'key-garbage': 'upstream-malformed',
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
    const lines = fleets.flatMap((fleet) => fleet.lines);
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
