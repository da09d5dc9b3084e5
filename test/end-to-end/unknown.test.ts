import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { breakwater } from '../support/run-breakwater.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const states = new EventStates(stage.config, stage.name);

const settled = (eventId: string, place: string) =>
  eventually(
    () => states.read('unknown', eventId),
    (seen) => seen.place === place,
  );
const replay = (eventId: string, ...words: string[]) =>
  breakwater('dlq', 'replay', eventId, '--hold', '2', '--stage', stage.name, '--yes', ...words);

describe('a charge of which only a person can tell whether it was made', () => {
  it('is not made again: the event goes on with what the person found out', async () => {
    const event = newEvent();
    await stage.upstream.plan(`/unknown/charges/${event.eventId}`, [
      { hangs: true, commits: true },
    ]);
    await deliverUntilAccepted(targetOf(stage, 'unknown'), event);
    await expect(settled(event.eventId, 'dead-letter')).resolves.toMatchObject({
      reason: 'outcome-unknown',
    });

    await expect(replay(event.eventId)).resolves.toMatchObject({ status: 1 });
    const word = ['--resolve', 'done', '--result', '{"id": "ch_7"}', '--step', 'charge'];
    const { status, out, err } = await replay(event.eventId, ...word);
    expect({ status, out, err }).toMatchObject({ status: 0 });

    await settled(event.eventId, 'done');
    const charges = await stage.upstream.requests('/unknown/charges');
    expect(charges).toMatchObject([{ answered: 'hang', effect: true }]);
  }, 60_000);
});
