import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { killProcessor } from './stage/kill-processor.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const states = new EventStates(stage.config, stage.name);
/** Six times the timeout until the killed run's message comes back, then the pauses between its retries. */
const patienceMs = 150_000;

/** What an upstream was asked for one event, oldest first. */
async function requestsFor(path: string, eventId: string) {
  const all = await stage.upstream.requests(`/two-steps${path}`);
  return all.filter(({ bodyText }) => bodyText?.includes(eventId));
}

describe('an event of two steps whose second upstream is down for a while, killed in between', () => {
  it(
    'becomes one contact and one mail',
    async () => {
      const event = newEvent();
      // The mail goes out, but the Lambda dies before it hears of it; then the mailer is down.
      await stage.upstream.plan('/two-steps/mailer/messages', [
        { hangs: true, commits: true },
        ...[503, 502, 503].map((status) => ({ status })),
      ]);
      await deliverUntilAccepted(targetOf(stage, 'two-steps'), event);
      await eventually(
        () => requestsFor('/mailer/messages', event.eventId),
        (requests) => requests.length > 0,
      );

      await killProcessor(stage.name, 'two-steps');

      const place = await eventually(
        () => states.read('two-steps', event.eventId),
        (seen) => seen.place !== 'queue',
        patienceMs,
      );
      expect(place).toEqual({ place: 'done' });
      const contacts = await requestsFor('/crm/contacts', event.eventId);
      expect(contacts).toMatchObject([{ effect: true, answered: 200 }]);
      const mails = await requestsFor('/mailer/messages', event.eventId);
      expect(mails.map(({ answered, effect }) => [answered, effect])).toEqual([
        ['hang', true],
        ...[503, 502, 503, 200].map((status) => [status, false]),
      ]);
      expect(new Set(mails.map(({ key }) => key)).size).toBe(1);
    },
    2 * patienceMs,
  );
});
