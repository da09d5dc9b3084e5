import { githubEventTypes } from './github.ts';
import { paddleEventTypes } from './paddle.ts';
import { squareEventTypes } from './square.ts';
import { stripeEventTypes } from './stripe.ts';

/**
 * Event types by catalog id, for providers whose official package lists them. They are not part of the catalog,
 * because the verifier's routes contain a provider's whole entry. Only synth and the compiler read them: Lambdas
 * import at most the type.
 */
export const knownEventTypes = {
  github: githubEventTypes,
  paddle: paddleEventTypes,
  square: squareEventTypes,
  stripe: stripeEventTypes,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KnownEventTypes = typeof knownEventTypes;
