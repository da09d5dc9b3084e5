import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { fromAttributes, type ReadDeadLetter } from '../../lambdas/processor/dead-letter.ts';
import { integrationNames } from '../../lib/names.ts';
import type { ClientConfig } from './client-config.ts';

/** Long enough to read a few dead letters once each, short enough not to be missed. */
const hiddenSeconds = 1;

/** A stage's dead letters, read by receiving them and left where they are. For stages with few. */
export class DeadLetters {
  readonly #client: SQSClient;
  readonly #stage: string;

  constructor(config: ClientConfig, stage: string) {
    this.#client = new SQSClient(config);
    this.#stage = stage;
  }

  async receive(integration: string): Promise<ReadDeadLetter[]> {
    const { deadLetterQueue } = integrationNames(this.#stage, integration);
    const { QueueUrl } = await this.#client.send(
      new GetQueueUrlCommand({ QueueName: deadLetterQueue }),
    );
    const letters = new Map<string, ReadDeadLetter>();
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: hiddenSeconds,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      const known = letters.size;
      for (const message of Messages) letters.set(message.MessageId ?? '', read(message));
      if (letters.size === known) return [...letters.values()];
    }
  }
}

function read({ MessageAttributes, Attributes }: Message): ReadDeadLetter {
  return fromAttributes(MessageAttributes, Number(Attributes?.ApproximateReceiveCount));
}
