import { describe, expect, it } from '@jest/globals';
import { encodeMessage } from '../../../lambdas/event/webhook-message.ts';
import { processRecord } from '../../../lambdas/processor/process-record.ts';
import type { RunEventDependencies } from '../../../lambdas/processor/run-event.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { webhook } from '../../support/webhook.ts';

const minute = 60_000;

/** A message of an event that another environment runs just now, for how long it is hidden. */
async function parkedFor(receiveCount: number) {
  const clock = fakeClock();
  const dependencies: Partial<RunEventDependencies> = {
    clock,
    random: () => 0,
    newId: () => 'run',
    once: async () => ({ kind: 'in-progress' }),
  };
  const text = encodeMessage(webhook({}));
  const record = { messageId: 'm', receiptHandle: 'r', text, sentAt: 0, receiveCount };
  const { outcome } = await processRecord(
    record,
    { leaseEnds: clock.now() + minute, alone: false },
    dependencies as RunEventDependencies,
  );
  if (outcome.kind !== 'park') throw new Error(`It ended ${outcome.kind}.`);
  const { until, notBefore = until } = outcome;
  return { hidden: (until - clock.now()) / minute, event: (notBefore - clock.now()) / minute };
}

describe('a message that is parked', () => {
  it('comes back when its event may run', async () => {
    expect(await parkedFor(10)).toEqual({ hidden: 0.5, event: 0.5 });
  });

  it('stays away longer where it was received very often, and its event may run all the same', async () => {
    expect(await parkedFor(100)).toEqual({ hidden: 5, event: 0.5 });
    expect(await parkedFor(300)).toEqual({ hidden: 30, event: 0.5 });
  });
});
