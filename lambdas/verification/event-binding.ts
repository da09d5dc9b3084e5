/**
 * What distinguishes an event from others if its provider does not sign its id or its type. The verifier creates it
 * once, from signed input alone, and the message carries it.
 */
export interface EventBinding {
  /** Hex SHA-256 of what the signature covers. If it was seen under another id, the request is a suspected replay. */
  readonly signedSha256: string;
  /**
   * Hex SHA-256 of the content that a retry does not change: the first content under an id keeps the id. Absent if
   * the id alone identifies the event.
   */
  readonly contentSha256?: string;
  /**
   * What happens to other content under the same id: it is a separate event if nothing is known about the provider's
   * retries, otherwise a dead letter (`event-id-reused`).
   * @default 'refused'
   */
  readonly otherContent?: 'own-event' | 'refused';
  /** The type, if it is not signed: the first type under an id counts. */
  readonly type?: string;
}
