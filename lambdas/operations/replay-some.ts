import type { Clock } from '../runtime/clock.ts';
import { clear, nothingToClear, planFor } from './clear-integration.ts';
import type { Cleared, Clearing, Planned } from './clear-integration.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';

/** How much one click may do: a person waits for it, and a Lambda's time ends. */
export interface ClickLimits {
  /** Dead letters. What is in hand when they are reached is finished: thirty more at the most. */
  readonly most: number;
  readonly perSecond: number;
  readonly budgetMs: number;
}

export const clickLimits: ClickLimits = { most: 200, perSecond: 50, budgetMs: 20_000 };

/**
 * Replays up to `limits.most` of the dead letters that are meant. More of the same, within the hour, goes
 * on with the same operation: what comes back meanwhile is not replayed again by it.
 *
 * @param suffix a few random characters, for the operation's name
 */
export async function replaySome(
  integration: string,
  request: Pick<Clearing, 'filter' | 'by' | 'why'>,
  office: DeadLetterOffice,
  limits: ClickLimits,
  clock: Clock,
  suffix: string,
): Promise<{
  readonly planned: Planned;
  readonly cleared: Cleared | undefined;
  readonly done: number;
}> {
  const clearing: Clearing = {
    ...request,
    kind: 'replay',
    perSecond: limits.perSecond,
    despiteReturns: false,
    holdSeconds: undefined,
  };
  const planned = await planFor(integration, office, clearing);
  if (planned.plan.chosen + planned.unlisted === 0) {
    await nothingToClear(planned, office, clearing, clock.now());
    return { planned, cleared: undefined, done: 0 };
  }

  const enough = new AbortController();
  const over = new AbortController();
  void clock.sleep(limits.budgetMs, over.signal).then(
    () => enough.abort(),
    () => undefined,
  );
  let before = 0;
  try {
    const cleared = await clear(planned, office, clearing, {
      signal: enough.signal,
      now: clock.now(),
      suffix,
      onResumed: ({ counts }) => {
        before = counts.done;
      },
      onProgress: (done, of) => {
        if (done - before >= limits.most && done < of) enough.abort();
      },
    });
    return { planned, cleared, done: cleared.counts.done - before };
  } finally {
    over.abort();
  }
}
