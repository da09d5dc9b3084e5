import type { BreakerEvent } from '../../lambdas/breaker/breaker-event.ts';
import type { Clause } from '../../lambdas/breaker/clause.ts';
import type { TransitionName } from '../../lambdas/breaker/conditional-write.ts';
import type { Mode, State } from '../../lambdas/breaker/snapshot.ts';

/** One arrow of the state diagram: what a transition may do, written down apart from the code that does it. */
export interface Arrow {
  /** What may be the reason of it. */
  readonly on: readonly BreakerEvent['kind'][];
  readonly fromModes: readonly Mode['kind'][];
  readonly fromStates: readonly State['kind'][];
  readonly toModes: readonly Mode['kind'][];
  /** Undefined where the state stays what it was, below the mode. */
  readonly toStates: readonly State['kind'][] | undefined;
  /** What must still be true when it lands. */
  readonly clauses: readonly Clause['kind'][];
}

const everyState = ['closed', 'open', 'half-open'] as const;
const everyMode = ['auto', 'forced-open', 'forced-closed', 'isolated'] as const;
const forcedModes = ['forced-open', 'forced-closed', 'isolated'] as const;
const auto = ['auto'] as const;

/** Half-open where somebody is still probing. */
const due = ['open', 'half-open'] as const;

/** The lease holder's, and nobody else's. */
const probing = ['epoch-is', 'state-is', 'mode-is', 'lease-is-held-by'] as const;
const untouchedSince = ['epoch-is', 'state-is', 'mode-is'] as const;

export const diagram: Readonly<Record<TransitionName, Arrow>> = {
  trip: {
    ...{ on: ['tripped'], fromModes: auto, fromStates: ['closed'] },
    ...{ toModes: auto, toStates: ['open'], clauses: untouchedSince },
  },
  claim: {
    ...{ on: ['asked'], fromModes: auto, fromStates: ['open'] },
    ...{ toModes: auto, toStates: ['half-open'], clauses: untouchedSince },
  },
  'take-over': {
    ...{ on: ['asked'], fromModes: auto, fromStates: ['half-open'] },
    ...{ toModes: auto, toStates: ['half-open'], clauses: untouchedSince },
  },
  'hand-back': {
    ...{ on: ['probed', 'asked'], fromModes: auto, fromStates: ['half-open'] },
    ...{ toModes: auto, toStates: ['half-open'], clauses: probing },
  },
  close: {
    ...{ on: ['probed'], fromModes: auto, fromStates: ['half-open'] },
    ...{ toModes: auto, toStates: ['closed'], clauses: probing },
  },
  reopen: {
    ...{ on: ['probed'], fromModes: auto, fromStates: ['half-open'] },
    ...{ toModes: auto, toStates: ['open'], clauses: probing },
  },
  isolate: {
    ...{ on: ['credential-refused'], fromModes: auto, fromStates: everyState },
    ...{ toModes: ['isolated'], toStates: undefined, clauses: ['epoch-is', 'mode-is'] },
  },
  lift: {
    ...{ on: ['asked'], fromModes: ['isolated'], fromStates: everyState },
    ...{ toModes: auto, toStates: due, clauses: ['epoch-is', 'refused-credential-is-not'] },
  },
  force: {
    ...{ on: ['forced'], fromModes: everyMode, fromStates: everyState },
    ...{ toModes: forcedModes, toStates: undefined, clauses: ['epoch-is'] },
  },
  release: {
    ...{ on: ['released', 'asked'], fromModes: forcedModes, fromStates: everyState },
    ...{ toModes: auto, toStates: due, clauses: ['epoch-is', 'mode-is'] },
  },
  hasten: {
    ...{ on: ['hastened'], fromModes: auto, fromStates: ['open'] },
    ...{ toModes: auto, toStates: ['open'], clauses: untouchedSince },
  },
};
