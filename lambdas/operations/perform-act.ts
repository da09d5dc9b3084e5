import type { Clock } from '../runtime/clock.ts';
import type { Act, ActOutcome } from './act.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import type { HoldChange, Holds } from './holds.ts';
import { replaySome } from './replay-some.ts';
import type { ClickLimits } from './replay-some.ts';

export interface ActDependencies {
  readonly office: DeadLetterOffice;
  readonly holds: Holds;
  readonly limits: ClickLimits;
  readonly clock: Clock;
  /** A few random characters. */
  readonly newSuffix: () => string;
}

/** Does what a button asks, in the name of `by`. */
export async function performAct(
  act: Act,
  by: string,
  why: string,
  dependencies: ActDependencies,
): Promise<ActOutcome> {
  const { holds } = dependencies;
  switch (act.act) {
    case 'replay':
      return replay(act, by, why, dependencies);
    case 'release':
      return held(
        await holds.release(act.upstream, by, why),
        `The breaker of ${act.upstream} is released. It tries the upstream next.`,
        `The breaker of ${act.upstream} was not held any more.`,
      );
    case 'pause':
      if (holds.pauses === undefined) return nobodyPauses;
      return held(
        await holds.pauses.pause(act.integration, by, why),
        `${act.integration} is paused. The governor stops its queue within a minute.`,
        `${act.integration} was paused already.`,
      );
    case 'resume':
      if (holds.pauses === undefined) return nobodyPauses;
      return held(
        await holds.pauses.resume(act.integration, by, why),
        `${act.integration} is resumed. The governor starts its queue within a minute.`,
        `${act.integration} was not paused any more.`,
      );
  }
}

async function replay(
  { integration, reason, type }: Extract<Act, { act: 'replay' }>,
  by: string,
  why: string,
  { office, limits, clock, newSuffix }: ActDependencies,
): Promise<ActOutcome> {
  const { planned, cleared, done } = await replaySome(
    integration,
    { filter: { reason, type }, by, why },
    office,
    limits,
    clock,
    newSuffix(),
  );
  const { left } = planned.plan;
  if (cleared === undefined) {
    return {
      kind: 'refused',
      because:
        left.length > 0
          ? 'All of them came back twice after a replay and would come back again. Once the cause is mended: `dlq replay --again`.'
          : 'None of them is there any more.',
    };
  }
  const { remaining, notMet, newer, operation } = cleared;
  return { kind: 'replayed', done, remaining, notMet, newer, left, operation };
}

const nobodyPauses: ActOutcome = {
  kind: 'refused',
  because: 'Integrations cannot be paused in this version.',
};

function held(change: HoldChange, changed: string, asBefore: string): ActOutcome {
  return change === 'changed'
    ? { kind: 'held', changed: true, summary: changed }
    : { kind: 'held', changed: false, summary: asBefore };
}
