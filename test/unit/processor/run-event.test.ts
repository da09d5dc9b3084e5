import { describe, expect, it } from '@jest/globals';
import { runEvent, type RunEventDependencies } from '../../../lambdas/processor/run-event.ts';
import type { OnceResult } from '../../../lambdas/processor/run-once.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { webhook } from '../../support/webhook.ts';

const record = {
  ...{ messageId: 'm', receiptHandle: 'r', text: '', sentAt: 0, receiveCount: 1 },
  ...{ acceptedAt: 0, released: [] },
};
const failed: OnceResult = { kind: 'threw', thrown: new Error('no') };
const finished: OnceResult = { kind: 'ran' };

/** The outcome of a run that took so long, in an invocation that has a minute. */
async function outcomeAfter(tookMs: number, result: OnceResult): Promise<string> {
  const clock = fakeClock();
  const { body, ...head } = webhook({});
  const dependencies: Partial<RunEventDependencies> = {
    clock,
    random: () => 0.5,
    newId: () => 'run',
    maxAttempts: 5,
    once: async () => {
      await clock.advance(tookMs);
      return result;
    },
  };
  const { outcome } = await runEvent(
    record,
    { head, body },
    { leaseEnds: clock.now() + 60_000, alone: false },
    dependencies as RunEventDependencies,
  );
  return outcome.kind;
}

describe('a run that ends after its lease', () => {
  it('settles nothing where it failed: somebody else may have the event by now', async () => {
    expect(await outcomeAfter(59_999, failed)).toBe('retry');
    expect(await outcomeAfter(60_000, failed)).toBe('abandoned');
  });

  it('is done where its end was written: nobody can have taken the event over', async () => {
    expect(await outcomeAfter(60_000, finished)).toBe('done');
  });
});
