/** Why a request was not let in: for log and metric, never for the caller. */
export const rejectionReasons = [
  'unsupported-method',
  /** The signature, or a header the signature covers, is not there. */
  'missing-header',
  /** It is there and cannot be what the provider sends: syntax, length, alphabet, sent twice. */
  'malformed-header',
  /** The scheme needs something of the body that is not there (form parameters, a timestamp). */
  'malformed-body',
  /** More bytes than the provider sends, or than fit into a Lambda event. */
  'body-too-large',
  /** More form fields than any provider sends. */
  'too-many-fields',
  /** JSON nested deeper than any provider sends. */
  'too-deep',
  /** Signed too long ago. */
  'stale',
  /** Signed too far ahead of now. */
  'in-the-future',
  /** No accepted secret makes this signature for this request; a wrong token is one too. */
  'wrong-signature',
  /** A proven handshake whose text is not one to echo or sign. */
  'malformed-handshake',
  /** No secret was given. Our fault. */
  'no-secret',
  /** None matched, and one of them cannot be decoded for this provider. Our fault. */
  'unusable-secret',
] as const;

export type RejectionReason = (typeof rejectionReasons)[number];

export interface Rejected {
  readonly kind: 'rejected';
  readonly reason: RejectionReason;
}

/** True where the provider did nothing wrong and must try again: 503, never 401. */
export function isOurFault(reason: RejectionReason): reason is 'no-secret' | 'unusable-secret' {
  return reason === 'no-secret' || reason === 'unusable-secret';
}

export function rejected(reason: RejectionReason): Rejected {
  return { kind: 'rejected', reason };
}
