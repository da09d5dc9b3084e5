import type { Digest } from './scheme.ts';
import type { Source } from './source.ts';
import type { Answer } from './webhook-request.ts';

/** A request that is no event but wants an answer of its own. */
export interface Handshake {
  /** All of them must hold. */
  readonly when: readonly Condition[];
  /**
   * `signature`: answered only after it held. `none`: the provider does not sign it, so it may be
   * answered with a fixed text and with nothing else.
   */
  readonly proof: 'signature' | 'none';
  readonly reply: Reply;
}

/** That a source holds this very value, or (without a value) that it is absent. */
export type Condition =
  | { readonly source: Source; readonly equals: string | number }
  | { readonly source: Source; readonly absent: true };

export type Reply =
  | { readonly kind: 'fixed'; readonly answer: Answer }
  /** JSON with the caller's text under `field`. */
  | { readonly kind: 'echo'; readonly from: Source; readonly field: string }
  /**
   * JSON with the caller's text and its HMAC under the signing key, as hex. It signs what the caller
   * chose: only ever after a proof, and only for text that cannot be an event (`challengeText`).
   */
  | {
      readonly kind: 'hmac';
      readonly from: Source;
      readonly textField: string;
      readonly hmacField: string;
      readonly digest: Digest;
    };

/**
 * The only texts that are ever echoed or signed for a caller: no `{`, `"`, `:` or `.`, so none of
 * them is, or begins, a message that a scheme signs for an event.
 */
export const challengeText = /^[A-Za-z0-9_+/=-]{1,256}$/;
