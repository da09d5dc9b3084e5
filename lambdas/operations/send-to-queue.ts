import { createHash } from 'node:crypto';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** SQS takes ten messages at once, of 1 MiB together. */
const mostMessages = 10;
const mostBytes = 1_048_576;

export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
}

/**
 * Sends messages to a queue.
 *
 * @returns ids of those that SQS has stored with these very bytes
 */
export async function sendToQueue(
  client: SQSClient,
  queueUrl: string,
  messages: readonly OutgoingMessage[],
): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (const batch of batchesOf(messages)) {
    const { Successful = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ text }, at) => ({ Id: String(at), MessageBody: text })),
      }),
    );
    for (const { Id, MD5OfMessageBody } of Successful) {
      const message = batch[Number(Id)];
      if (message && MD5OfMessageBody === md5(message.text)) stored.add(message.id);
    }
  }
  return stored;
}

function batchesOf(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = [];
  let bytes = mostBytes;
  for (const message of messages) {
    const size = Buffer.byteLength(message.text);
    const last = batches.at(-1);
    if (last === undefined || last.length === mostMessages || bytes + size > mostBytes) {
      batches.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return batches;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
