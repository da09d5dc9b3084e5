import type { BodyReference } from '../event/webhook-message.ts';

/** The bytes that a claim check points at are gone or are not the bytes that were put there. */
export class BodyMissingError extends Error {
  override readonly name = 'BodyMissingError';
}

/** Where bodies lie that are too big for the queue. */
export interface BodyStore {
  /** @throws BodyMissingError where no retry can help; any other error is worth one. */
  read(reference: BodyReference): Promise<Buffer>;
}
