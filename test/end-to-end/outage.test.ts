import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { integrationNames } from '../../lib/names.ts';
import { breakwater } from '../support/run-breakwater.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { StageGovernor } from './stage/governor.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const states = new EventStates(stage.config, stage.name);
const governor = new StageGovernor(stage.config, stage.name);
const integration = 'outage';
const path = `/${integration}`;
const patienceMs = 120_000;

const operator = (...words: string[]) => breakwater(...words, '--stage', stage.name, '--json');

async function send(count: number): Promise<string[]> {
  const events = Array.from({ length: count }, () => newEvent());
  await Promise.all(events.map((one) => deliverUntilAccepted(targetOf(stage, integration), one)));
  return events.map(({ eventId }) => eventId);
}

async function status(): Promise<IntegrationStatus | undefined> {
  const { integrations } = (await operator('status')).json() as {
    integrations: IntegrationStatus[];
  };
  return integrations.find(({ name }) => name === integration);
}

function untilDone(events: readonly string[]) {
  return eventually(
    () => Promise.all(events.map((eventId) => states.read(integration, eventId))),
    (places) => places.every(({ place }) => place === 'done'),
    patienceMs,
  );
}

const requests = () => stage.upstream.requests(path);

/** How often each of the upstream's keys had an effect. */
async function effects(): Promise<number[]> {
  const byKey = Object.groupBy(await requests(), ({ key = '' }) => key);
  return Object.values(byKey).map((all = []) => all.filter(({ effect }) => effect).length);
}

/** What the lines of the processor's log say became of each run. */
async function outcomes(): Promise<Set<unknown>> {
  const { processorFunction } = integrationNames(stage.name, integration);
  const { events = [] } = await new CloudWatchLogsClient(stage.config).send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${processorFunction}`,
      filterPattern: '"outcome"',
    }),
  );
  return new Set(
    events
      .map(({ message = '{}' }) => JSON.parse(message) as { message: string; outcome: string })
      .filter(({ message }) => message.startsWith('Event '))
      .map(({ outcome }) => outcome),
  );
}

describe('an outage', () => {
  it(
    'holds the events that need the upstream, and brings them back soon after it does',
    async () => {
      const before = await send(3);
      await untilDone(before);
      await stage.upstream.setDown(path, true);
      const during = await send(30);
      await eventually(
        async () => (await status())?.breakers,
        (breakers) => breakers?.some(({ state }) => state === 'open') ?? false,
        patienceMs,
      );

      // What comes now waits.
      const later = await send(10);
      expect(
        await eventually(status, (now) => /event/.test(now?.problems.join() ?? '')),
      ).toMatchObject({
        mapping: 'enabled',
        deadLetters: 0,
        problems: [expect.stringMatching(/events? waits?\b/)],
      });
      // Calls that were under way end, and the upstream hears of nothing but probes.
      let heard = -1;
      const count = async () => (await requests()).length;
      await eventually(count, (now) => {
        const isQuiet = now === heard;
        heard = now;
        return isQuiet;
      });

      await stage.upstream.setDown(path, false);
      await untilDone([...during, ...later]);
      const counts = await effects();
      expect(counts).toHaveLength(before.length + during.length + later.length);
      expect(new Set(counts)).toEqual(new Set([1]));
      const after = await eventually(status, (now) => now?.problems.length === 0);
      expect(after).toMatchObject({ deadLetters: 0, mapping: 'enabled' });
      expect(await outcomes()).not.toContain('dead-letter');

      const { history } = (
        (await operator('breaker', 'show', 'warehouse')).json() as {
          breaker: { history: { from: string; to: string }[] };
        }
      ).breaker;
      expect(history.at(-1)).toMatchObject({ from: 'half-open', to: 'closed' });
    },
    4 * patienceMs,
  );
});

describe('a person', () => {
  const paused = 'paused';

  it(
    'pauses an integration and resumes it; what a hand has disabled is enabled again',
    async () => {
      const reason = 'wrong prices';
      const ordered = await operator('pause', paused, '--reason', reason, '--by', 'ada');
      expect(ordered.json()).toMatchObject({ integration: paused, paused: true, until: null });
      await governor.runUntil(paused, ({ state }) => state === 'Disabled');
      const event = newEvent();
      await deliverUntilAccepted(targetOf(stage, paused), event);
      await governor.run();
      expect(await governor.mapping(paused)).toMatchObject({ state: 'Disabled' });

      const { integrations } = (await operator('status')).json() as {
        integrations: IntegrationStatus[];
      };
      expect(integrations.find(({ name }) => name === paused)).toMatchObject({
        mapping: 'disabled',
        queued: 1,
        problems: [expect.stringContaining(`paused by ada: ${reason} (`)],
      });

      expect(await operator('resume', paused, '--reason', 'prices are right')).toMatchObject({
        status: 0,
      });
      await governor.runUntil(paused, ({ state }) => state === 'Enabled');
      await eventually(
        () => states.read(paused, event.eventId),
        ({ place }) => place === 'done',
      );

      await governor.setByHand(paused, false);
      await governor.runUntil(paused, ({ state }) => state === 'Enabled');
    },
    patienceMs,
  );

  it(
    'forces a breaker and releases it, with who, why and until when',
    async () => {
      const upstream = `forward-${paused}`;
      const breaker = (...words: string[]) => operator('breaker', ...words);
      expect((await breaker('list')).json()).toMatchObject({
        breakers: expect.arrayContaining([
          expect.objectContaining({ upstream, state: 'closed', integrations: [paused] }),
        ]),
      });
      const opened = await breaker('open', upstream, '--reason', 'maintenance', '--until', '2h');
      expect(opened.json()).toMatchObject({
        was: 'closed',
        breaker: { state: 'forced-open', reason: 'maintenance', until: expect.any(String) },
      });

      const event = newEvent();
      await deliverUntilAccepted(targetOf(stage, paused), event);
      const released = await breaker('release', upstream, '--reason', 'over', '--by', 'ada');
      expect(released.json()).toMatchObject({
        was: 'forced-open',
        breaker: { state: 'open', by: 'ada', reason: 'over' },
      });
      await governor.run();
      await eventually(
        () => states.read(paused, event.eventId),
        ({ place }) => place === 'done',
        patienceMs,
      );

      const nobody = await breaker('release', upstream, '--reason', 'again');
      expect(nobody).toMatchObject({
        status: 1,
        err: expect.stringMatching(/No operator holds the breaker|was opened by failures/),
      });
      const unknown = await breaker('open', 'forward-pause', '--reason', 'typo');
      expect(unknown).toMatchObject({ status: 1, err: expect.stringContaining(upstream) });
      expect(await breaker('open', upstream)).toMatchObject({
        status: 2,
        err: expect.stringContaining('--reason'),
      });
    },
    2 * patienceMs,
  );
});
