/**
 * What keeps an event apart from others where its provider does not sign its id or its type. The verifier
 * makes it once, from signed input alone, and the message carries it.
 */
export interface EventBinding {
  /** Hex SHA-256 of what the signature covers. Seen under another id, the request is a suspected replay. */
  readonly signedSha256: string;
  /**
   * Hex SHA-256 of what stays the same when the provider sends the event again: the first one to come under
   * an id keeps it. Absent where the id alone says that it is the same event.
   */
  readonly contentSha256?: string;
  /**
   * What other content under the same id is: an event of its own where nothing is known of the provider's
   * retries, else a dead letter (`event-id-reused`).
   * @default 'refused'
   */
  readonly otherContent?: 'own-event' | 'refused';
  /** The type, where it is not signed: the first one to come under an id counts. */
  readonly type?: string;
}
