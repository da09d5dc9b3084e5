import { describe, expect, it } from '@jest/globals';
import { encodeMessage } from '../../../lambdas/event/webhook-message.ts';
import { processRecord } from '../../../lambdas/processor/process-record.ts';
import type { RunEventDependencies } from '../../../lambdas/processor/run-event.ts';
import type { QueueRecord } from '../../../lambdas/processor/queue-record.ts';
import { openGate, type Hold } from '../../../lambdas/upstream/gate.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { webhook } from '../../support/webhook.ts';

const minute = 60_000;

function recordOf(acceptedAt: number, receiveCount = 1): QueueRecord {
  const text = encodeMessage(webhook({}));
  const message = { messageId: 'm', receiptHandle: 'r', text, receiveCount };
  return { ...message, sentAt: acceptedAt, acceptedAt, released: [] };
}

/** A message of an event that another environment runs just now, for how long it is hidden. */
async function parkedFor(receiveCount: number) {
  const clock = fakeClock();
  const dependencies: Partial<RunEventDependencies> = {
    clock,
    random: () => 0,
    newId: () => 'run',
    once: async () => ({ kind: 'in-progress' }),
    gate: openGate,
  };
  const record = recordOf(clock.now(), receiveCount);
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

/** How an event ends whose integration waits for `crm`, and whether its idempotency record was touched. */
async function endOf(
  hold: Pick<Hold, 'cause'> & { readonly forMs?: number },
  changes: Partial<RunEventDependencies> = {},
  acceptedMsAgo = 0,
) {
  const clock = fakeClock();
  let runs = 0;
  const dependencies: Partial<RunEventDependencies> = {
    clock,
    random: () => 0,
    newId: () => 'run',
    whenUpstreamDown: 'pause',
    once: async () => {
      runs += 1;
      return { kind: 'ran', result: null };
    },
    gate: {
      ...openGate,
      holding: async () => ({
        upstream: 'crm',
        cause: hold.cause,
        until: clock.now() + (hold.forMs ?? 30_000),
      }),
    },
    ...changes,
  };
  const { outcome } = await processRecord(
    recordOf(clock.now() - acceptedMsAgo),
    { leaseEnds: clock.now() + minute, alone: false },
    dependencies as RunEventDependencies,
  );
  return { outcome, runs };
}

describe('an event of an integration whose upstream is down', () => {
  it('goes to the hold queue without a run', async () => {
    const { outcome, runs } = await endOf({ cause: 'breaker-open' });
    expect(outcome).toMatchObject({ kind: 'hold', upstream: 'crm' });
    expect(runs).toBe(0);
  });

  it('joins the line of those that are released one after the other', async () => {
    expect(await endOf({ cause: 'in-line' })).toMatchObject({ outcome: { kind: 'hold' }, runs: 0 });
  });

  it('stays in its queue where the upstream asked for half a minute, and not where it asked for more', async () => {
    const short = await endOf({ cause: 'asked-to-wait', forMs: 30_000 });
    expect(short.outcome).toMatchObject({ kind: 'park', onPurpose: true });
    const long = await endOf({ cause: 'asked-to-wait', forMs: 30_001 });
    expect(long.outcome).toMatchObject({ kind: 'hold' });
  });

  it('runs where it may not need that upstream', async () => {
    const { outcome, runs } = await endOf(
      { cause: 'breaker-open' },
      { whenUpstreamDown: 'continue' },
    );
    expect([outcome.kind, runs]).toEqual(['done', 1]);
  });

  it('is not held any longer once it has waited for as long as it may', async () => {
    const { runs } = await endOf({ cause: 'breaker-open' }, {}, 13 * 86_400_000 + 1);
    expect(runs).toBe(1);
  });
});
