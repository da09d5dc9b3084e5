import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import type { PlannedAnswer } from '../../bin/local/demo/upstream-journal.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { forwardId } from '../../lambdas/processor/forward.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { killProcessor } from './stage/kill-processor.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const states = new EventStates(stage.config, stage.name);
/** Six times the timeout, and what a busy machine adds. */
const redeliveryMs = 90_000;

async function requestsFor(integration: string, eventId: string) {
  const key = forwardId({ integration, eventId });
  return (await stage.upstream.requests(`/${integration}`)).filter(
    (request) => request.key === key,
  );
}

describe('an event that comes three times at once, and whose Lambda is killed in mid-handler', () => {
  it.concurrent.each<[string, PlannedAnswer]>([
    ['killed-before', { hangs: true }],
    ['killed-after', { hangs: true, commits: true }],
  ])(
    'becomes one effect (%s its upstream acted)',
    async (integration, firstAnswer) => {
      const event = newEvent();
      await stage.upstream.plan(`/${integration}`, [firstAnswer]);
      const target = targetOf(stage, integration);
      await Promise.all([1, 2, 3].map(() => deliverUntilAccepted(target, event)));
      await eventually(
        () => requestsFor(integration, event.eventId),
        (requests) => requests.length > 0,
      );

      await killProcessor(stage.name, integration);

      const place = await eventually(
        () => states.read(integration, event.eventId),
        (seen) => seen.place !== 'queue',
        redeliveryMs,
      );
      const requests = await requestsFor(integration, event.eventId);
      expect(place).toEqual({ place: 'done' });
      expect(requests).toHaveLength(2);
      expect(requests.filter(({ effect }) => effect)).toHaveLength(1);
    },
    2 * redeliveryMs,
  );
});
