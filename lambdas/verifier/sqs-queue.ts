import { createHash } from 'node:crypto';
import type { CallAws } from '../runtime/aws-request.ts';
import { NotStoredError } from './fault.ts';
import type { WebhookQueue } from './ports.ts';

/**
 * SQS, one queue per integration. A repeated attempt may store the message twice; both carry the same
 * event id, so the processor completes the second one silently.
 */
export function sqsQueue(call: CallAws, queueUrlPrefix: string): WebhookQueue {
  return {
    async send(integration, message, signal) {
      const body = { QueueUrl: `${queueUrlPrefix}${integration}`, MessageBody: message };
      const reply = await call(
        {
          service: 'sqs',
          operation: 'SendMessage',
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'AmazonSQS.SendMessage',
          },
          body: Buffer.from(JSON.stringify(body)),
        },
        signal,
      );
      assertStored(reply.body, message);
    },
  };
}

function assertStored(reply: Buffer, message: string): void {
  const { MessageId, MD5OfMessageBody } = parsed(reply);
  if (typeof MessageId !== 'string' || MessageId === '') {
    throw new NotStoredError('SendMessage: a reply without a MessageId');
  }
  if (MD5OfMessageBody !== createHash('md5').update(message).digest('hex')) {
    throw new NotStoredError('SendMessage: SQS stored other bytes than were sent');
  }
}

function parsed(reply: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(reply.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
