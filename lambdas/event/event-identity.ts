/**
 * The one string that names an event everywhere: idempotency record, event record, step keys.
 *
 * Integration names have no `#` (`integrationNamePattern` in lib), so two different pairs never make one key.
 * Empty parts throw: all events without an id would share one key and be swallowed.
 */
export function eventKey(integration: string, eventId: string): string {
  if (integration === '' || eventId === '') {
    throw new TypeError(
      `An event needs a non-empty integration and id; got integration "${integration}", id "${eventId}".`,
    );
  }
  return `${integration}#${eventId}`;
}

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

/** The id of an event whose own id belongs to other content that came before. */
export function idWithContent(eventId: string, contentSha256: string): string {
  return `${eventId}~${contentSha256.slice(0, 16)}`;
}

/** Binds an event to its raw body, as verifiers did before messages carried a binding. */
export function bindingOfBody(bodySha256: string): EventBinding {
  return { signedSha256: bodySha256, contentSha256: bodySha256 };
}
