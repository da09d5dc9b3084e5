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
