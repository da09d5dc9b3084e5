import type { EventBinding } from '../verification/event-binding.ts';

/**
 * One webhook as its provider sent it, after verification: what travels through the queue and what a
 * handler or a forward sees.
 */
export interface Webhook {
  readonly integration: string;
  /** Catalog id of the provider, for example `stripe`. */
  readonly provider: string;
  /**
   * The provider's id of the event, or one minted by the verifier if the provider has none. `~` and part of a hash
   * follow if the id is not signed and was seen before with other content.
   */
  readonly eventId: string;
  /** The provider's type of the event, or `unknown`. */
  readonly type: string;
  /** In every log line, message and upstream header that this event causes. */
  readonly correlationId: string;
  /** W3C Trace Context header of this event, made or continued by the verifier. */
  readonly traceparent: string;
  /** When the verifier accepted it; milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  readonly method: string;
  /** Raw query string without the `?`, byte for byte; empty if there was none. */
  readonly query: string;
  readonly contentType: string;
  /** The provider's own headers, lower-case names; no credential, cookie or signature among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, byte for byte. */
  readonly body: Buffer;
  /**
   * True if the signature does not cover the event's id or type (GitHub, Shopify), or the event has no id, so that
   * a captured body can be sent again under another one.
   */
  readonly idUnsigned: boolean;
  /** What such an event is bound to. Absent if `idUnsigned` is false, and in messages of older verifiers. */
  readonly binding?: EventBinding;
}
