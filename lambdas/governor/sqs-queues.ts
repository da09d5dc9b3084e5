import { GetQueueAttributesCommand, QueueDoesNotExist } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueCounts, Queues } from './ports.ts';

export interface QueuePrefixes {
  /** URLs without the integration's name, which follows. */
  readonly queue: string;
  readonly deadLetterQueue: string;
}

export class SqsQueues implements Queues {
  readonly #client: SQSClient;
  readonly #prefixes: QueuePrefixes;

  constructor(client: SQSClient, prefixes: QueuePrefixes) {
    this.#client = client;
    this.#prefixes = prefixes;
  }

  async count(integration: string): Promise<QueueCounts | undefined> {
    try {
      const [queue, dead] = await Promise.all([
        countMessages(this.#client, this.#prefixes.queue + integration),
        countMessages(this.#client, this.#prefixes.deadLetterQueue + integration),
      ]);
      return { ...queue, deadLetters: dead.visible + dead.inFlight };
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return undefined;
      throw error;
    }
  }
}

/** SQS's own counts, right to about a minute. */
export async function countMessages(
  client: SQSClient,
  QueueUrl: string,
): Promise<Pick<QueueCounts, 'visible' | 'inFlight'>> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight:
      Number(Attributes?.ApproximateNumberOfMessagesNotVisible) +
      Number(Attributes?.ApproximateNumberOfMessagesDelayed),
  };
}
