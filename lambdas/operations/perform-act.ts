import { randomUUID } from 'node:crypto';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import { stateName } from '../breaker/snapshot.ts';
import { pauseIn } from '../governor/pause.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Act, ActOutcome } from './act.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import { orderBreaker, type Operator } from './order-breaker.ts';
import { pauseIntegration, resumeIntegration, type PauseBook } from './order-pause.ts';
import { replaySome } from './replay-some.ts';
import type { ClickLimits } from './replay-some.ts';
import { pauseText } from './stage-holds.ts';

export interface ActDependencies {
  readonly office: DeadLetterOffice;
  readonly breakers: BreakerStore;
  readonly pauses: PauseBook;
  readonly limits: ClickLimits;
  readonly clock: Clock;
  /** A few random characters. */
  readonly newSuffix: () => string;
}

/** Does what a button asks, in the name of the operator. */
export function performAct(
  act: Act,
  operator: Operator,
  dependencies: ActDependencies,
): Promise<ActOutcome> {
  switch (act.act) {
    case 'replay':
      return replay(act, operator, dependencies);
    case 'release':
      return release(act.upstream, operator, dependencies);
    case 'pause':
      return pause(act.integration, operator, dependencies);
    case 'resume':
      return resume(act.integration, operator, dependencies);
  }
}

async function replay(
  { integration, reason, type }: Extract<Act, { act: 'replay' }>,
  { by, reason: why }: Operator,
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

async function release(
  upstream: string,
  operator: Operator,
  { breakers: store, clock }: ActDependencies,
): Promise<ActOutcome> {
  const seen = await store.read(upstream);
  const tools = { store, now: clock.now(), newId: randomUUID };
  const result = await orderBreaker(upstream, seen, { kind: 'release' }, operator, tools);
  switch (result.kind) {
    case 'done':
      return changed(`The breaker of ${upstream} is released. It tries the upstream next.`);
    case 'nothing-to-do':
      return asBefore(`The breaker of ${upstream} was not held any more.`);
    case 'lost':
      return asBefore(
        `Somebody was quicker: the breaker of ${upstream} is ${stateName(result.snapshot)} now.`,
      );
  }
}

/** A button means "stop it", not "stop it for another time and reason": whoever was first has said both. */
async function pause(
  integration: string,
  operator: Operator,
  { pauses, clock }: ActDependencies,
): Promise<ActOutcome> {
  const now = clock.now();
  const known = pauseIn((await pauses.all()).get(integration), now);
  if (known !== undefined)
    return asBefore(`${integration} was paused already: ${pauseText(known)}`);
  const result = await pauseIntegration(integration, operator, pauses, now);
  return result.kind === 'done'
    ? changed(`${integration} is paused. The governor stops its queue within a minute.`)
    : asBefore(`Somebody was quicker with ${integration}: look again.`);
}

async function resume(
  integration: string,
  operator: Operator,
  { pauses, clock }: ActDependencies,
): Promise<ActOutcome> {
  const result = await resumeIntegration(integration, operator, pauses, clock.now());
  switch (result.kind) {
    case 'done':
      return changed(
        `${integration} goes on. The governor starts its queue within a minute, unless a breaker holds it.`,
      );
    case 'not-paused':
      return asBefore(`${integration} was not paused any more.`);
    case 'lost':
      return asBefore(`Somebody was quicker with ${integration}: look again.`);
  }
}

function changed(summary: string): ActOutcome {
  return { kind: 'held', changed: true, summary };
}

function asBefore(summary: string): ActOutcome {
  return { kind: 'held', changed: false, summary };
}
