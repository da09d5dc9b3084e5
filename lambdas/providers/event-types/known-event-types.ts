import { githubEventTypes } from './github.ts';
import { paddleEventTypes } from './paddle.ts';
import { squareEventTypes } from './square.ts';
import { stripeEventTypes } from './stripe.ts';

/**
 * Event types by catalog id, for providers of which an official package lists them. Beside the catalog and not in
 * it, because the verifier's routes hold a provider's whole entry. Only synth and the compiler read this: Lambdas
 * import its type at most.
 */
export const knownEventTypes = {
  github: githubEventTypes,
  paddle: paddleEventTypes,
  square: squareEventTypes,
  stripe: stripeEventTypes,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KnownEventTypes = typeof knownEventTypes;
