import { encodeMessage } from '../event/webhook-message.ts';
import type { Webhook } from '../event/webhook.ts';
import { mintId } from './mint.ts';
import type { VerifierDependencies } from './ports.ts';

/**
 * Messages above this leave their body in the bucket. SQS would take twice as much; ten of these still
 * fit into the 6 MB with which Lambda hands a batch to a processor.
 */
export const largestMessageBytes = 512 * 1024;

/** Resolves with where the body went, once the event is stored. */
export async function enqueue(
  webhook: Webhook,
  { queue, bodies, random }: Pick<VerifierDependencies, 'queue' | 'bodies' | 'random'>,
  signal: AbortSignal,
): Promise<'queue' | 'bucket'> {
  const { integration, receivedAt, body } = webhook;
  if (body.length <= largestMessageBytes) {
    const message = encodeMessage(webhook);
    if (Buffer.byteLength(message) <= largestMessageBytes) {
      await queue.send(integration, message, signal);
      return 'queue';
    }
  }
  const day = new Date(receivedAt).toISOString().slice(0, 10);
  const key = `${integration}/${day}/${mintId(receivedAt, random)}`;
  const reference = await bodies.store(key, body, signal);
  await queue.send(integration, encodeMessage(webhook, reference), signal);
  return 'bucket';
}
