import type { Handshake } from './handshake.ts';
import type { Scheme } from './scheme.ts';
import type { Source } from './source.ts';
import type { Answer } from './webhook-request.ts';

/**
 * How sure a fact is. A: a test runs the official SDK or a published vector against it. B: read in the
 * official SDK or documentation. C: from a third party that cites the documentation. D: unverified.
 */
export type Confidence = 'A' | 'B' | 'C' | 'D';

/** A request without a body that checks whether a URL works (Trello's and Intercom's HEAD). */
export interface Probe {
  /** A GET with a signature is not a probe. */
  readonly method: 'HEAD' | 'GET';
  readonly answer: Answer;
}

/**
 * One sender of webhooks, as data: it survives JSON, so that synth can write it into the verifier's
 * routes. Read by the engine; new senders are new data, and now and then a new primitive.
 */
export interface Provider {
  /** Lower-case letters, digits and dashes. */
  readonly id: string;
  /** As its owner writes it. */
  readonly name: string;
  readonly scheme: Scheme;
  /**
   * Where the event's id is; the first source that has one wins. Put those first that stay the same
   * in the provider's own retries.
   * @default none: the verifier mints an id, and the provider's own retries cannot be recognised
   */
  readonly eventId?: readonly Source[];
  /**
   * Where the event's type is; the first source that has one wins.
   * @default none: `unknown`
   */
  readonly eventType?: readonly Source[];
  /**
   * What differs between two deliveries of one event, if known, apart from the signature and its time, which always
   * differ. If the id is not signed, bodies are compared without these fields.
   * @default unknown: under an unsigned id, another body is another event
   */
  readonly redelivery?: { readonly changes: readonly Source[] };
  /**
   * Methods of events.
   * @default ['POST']
   */
  readonly methods?: readonly string[];
  /**
   * The largest body to accept, in bytes: well above the largest that the provider documents. A larger one is
   * answered 413 without further work.
   * @default 4,194,304, the largest that always fits into a Lambda event
   */
  readonly maxBodyBytes?: number;
  /**
   * Requests that are no events but want an answer of their own.
   * @default none
   */
  readonly handshakes?: readonly Handshake[];
  /**
   * Responses to requests by which the provider checks that the URL works. Such requests have no signature, carry no
   * event and need no secret.
   * @default HEAD is answered 200, and methods that no event uses 405
   */
  readonly probes?: readonly Probe[];
  /**
   * The answer to an event that was stored.
   * @default 200 with an empty body
   */
  readonly accepted?: Answer;
  /** How long the provider waits for the answer, in milliseconds. */
  readonly patienceMs: number;
  /** Hours after the first try in which the same event may come again; null where nobody says. */
  readonly retryWindowHours: number | null;
  /**
   * Headers worth carrying to handlers: a lower-case name, or a prefix that ends in `*`. What
   * carries the signature or a token is never carried, whatever stands here.
   * @default none
   */
  readonly ownHeaders?: readonly string[];
  readonly confidence: {
    /** Of the scheme. */
    readonly signature: Confidence;
    /** Of patience, retries and answers. */
    readonly delivery: Confidence;
  };
  /** What a user of this provider should know, one sentence each. */
  readonly quirks?: readonly string[];
}
