import { eventOf } from '../../lambdas/breaker/admitted-call.ts';
import { circuitAttributes } from '../../lambdas/breaker/breaker-item.ts';
import { applyWrite, wonChange } from '../../lambdas/breaker/conditional-write.ts';
import { decide } from '../../lambdas/breaker/decide.ts';
import type { Snapshot } from '../../lambdas/breaker/snapshot.ts';
import { throttle } from '../../lambdas/breaker/throttle.ts';
import { afterRead, afterWrite } from '../../lambdas/breaker/view.ts';

/** Everything of the product that the model runs. A mutant puts something else in the place of one part. */
export interface Protocol {
  readonly decide: typeof decide;
  readonly eventOf: typeof eventOf;
  readonly afterRead: typeof afterRead;
  readonly afterWrite: typeof afterWrite;
  readonly applyWrite: typeof applyWrite;
  readonly wonChange: typeof wonChange;
  readonly throttle: typeof throttle;
  /** Whether the table may take the item away some day without being asked. */
  readonly mayVanish: (stored: Snapshot) => boolean;
}

export const product: Protocol = {
  ...{ decide, eventOf, afterRead, afterWrite, applyWrite, wonChange, throttle },
  mayVanish: (stored) => expiryAttribute in circuitAttributes(stored),
};

/** By which the table drops items: `lib/constructs/state-tables.ts`. */
const expiryAttribute = 'expiresAt';
