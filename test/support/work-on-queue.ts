import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { BatchDependencies } from '../../lambdas/processor/process-batch.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import type { DeadLetterWorld } from './dead-letter-world.ts';

/**
 * Takes one batch off the event queue and settles it, as Lambda and the processor do.
 *
 * @returns how many messages there were
 */
export async function workOnQueue(
  { sqs, queueUrl: QueueUrl }: DeadLetterWorld,
  dependencies: BatchDependencies,
): Promise<number> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  if (Messages.length === 0) return 0;
  const records = Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    text: Body,
    sentAt: clock.now(),
    acceptedAt: clock.now(),
    released: [],
    receiveCount: 1,
  }));
  const kept = await processBatch(records, clock.now() + 60_000, dependencies);
  const settled = Messages.filter(({ MessageId = '' }) => !kept.includes(MessageId));
  if (settled.length > 0) {
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: settled.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
      }),
    );
  }
  return Messages.length;
}
