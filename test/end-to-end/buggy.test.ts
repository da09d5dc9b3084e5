import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { DeadLetters } from '../../bin/stage/dead-letters.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const deadLetters = new DeadLetters(stage.config, stage.name);

describe('an event whose handler has a bug', () => {
  it('is tried again and then dead-lettered with what went wrong', async () => {
    const event = newEvent();

    expect(await deliverUntilAccepted(targetOf(stage, 'buggy'), event)).toMatchObject({
      status: 200,
    });

    const letters = await eventually(
      () => deadLetters.receive('buggy'),
      (seen) => seen.length > 0,
      60_000,
    );
    expect(letters).toMatchObject([
      {
        eventId: event.eventId,
        reason: 'attempts-exhausted',
        attempts: 2,
        firstError: expect.stringContaining('TypeError') as unknown,
      },
    ]);
  }, 90_000);
});
