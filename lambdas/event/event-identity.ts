import type { EventBinding } from '../verification/event-binding.ts';

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

/** The id of an event whose own id was taken by other content before. */
export function idWithContent(eventId: string, contentSha256: string): string {
  return `${eventId}~${contentSha256.slice(0, 16)}`;
}

/** Binds an event to its raw body, as verifiers did before messages carried a binding. */
export function bindingOfBody(bodySha256: string): EventBinding {
  return { signedSha256: bodySha256, contentSha256: bodySha256 };
}
