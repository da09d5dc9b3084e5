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

/** A scheme, ready for use: what is the same for every request is done. */
export interface SchemeVerifier {
  verify(attempt: Attempt): Held | Rejected;
  /** The engine in reverse: the request with what the provider would have added. */
  sign(order: SigningOrder): WebhookRequest;
}

export interface SigningOrder {
  /** For Ed25519 the private key's seed, written like the public key. */
  readonly secret: string;
  readonly request: WebhookRequest;
  readonly url: string;
  readonly now: number;
}
