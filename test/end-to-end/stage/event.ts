import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  deliver,
  type Delivery,
  type DeliveryAnswer,
  type DeliveryTarget,
} from '../../../bin/local/demo/delivery.ts';

/** A webhook that nobody has sent before. */
export function newEvent(
  body: Buffer = Buffer.from(JSON.stringify({ type: 'order.paid' })),
): Delivery & {
  readonly eventId: string;
} {
  return { body, eventId: `msg_${randomUUID()}`, type: 'order.paid' };
}

const providerTries = 10;
const providerPauseMs = 1_000;

/** Sends as providers do: on a busy machine a new Lambda may need longer than their patience. */
export async function deliverUntilAccepted(
  target: DeliveryTarget,
  event: Delivery,
): Promise<DeliveryAnswer> {
  for (let left = providerTries; ; left -= 1) {
    const answer = await deliver(target, event);
    if (answer.status !== 503 || left === 1) return answer;
    await wait(providerPauseMs);
  }
}
