import type { Rejected } from './rejection.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** A request, and what is needed to tell whether it is the provider's. */
export interface Attempt {
  readonly request: WebhookRequest;
  /** Accepted secrets, the current one first. For Ed25519 the provider's public keys. */
  readonly secrets: readonly string[];
  /** The public URL as it is configured at the provider, with the raw query. */
  readonly url: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The signature held. */
export interface Held {
  readonly kind: 'held';
  /** Which of the secrets it was. */
  readonly secretIndex: number;
}

/** A scheme made ready: what is the same for every request is done. */
export type SchemeVerifier = (attempt: Attempt) => Held | Rejected;
