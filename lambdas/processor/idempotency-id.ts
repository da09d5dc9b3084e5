import { createHash } from 'node:crypto';
import { eventKey } from '../event/event-identity.ts';

/** Fixed, because Powertools' default is the Lambda's name, and a renamed function would run everything again. */
export const idempotencyKeyPrefix = 'event';

/** Key of an event's record in the idempotency table, as Powertools makes it of prefix and event key. */
export function idempotencyId(integration: string, eventId: string): string {
  const key = JSON.stringify(eventKey(integration, eventId));
  return `${idempotencyKeyPrefix}#${createHash('sha256').update(key).digest('base64')}`;
}
