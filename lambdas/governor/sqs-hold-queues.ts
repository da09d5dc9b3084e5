import {
  DeleteMessageBatchCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { heldWaitIn, waitAttributes } from '../event/held-message.ts';
import type { HeldMessage, HoldQueues } from './ports.ts';
import { countMessages } from './sqs-queues.ts';

export interface HoldQueueUrls {
  /** URL without the upstream's name, which follows. */
  readonly holdQueue: string;
  /** URL without the integration's name, which follows. */
  readonly queue: string;
}

/** SQS takes no batch that is bigger than this in all; attributes and names need some of it. */
const mostBatchBytes = 1_000_000;

export class SqsHoldQueues implements HoldQueues {
  readonly #client: SQSClient;
  readonly #urls: HoldQueueUrls;

  constructor(client: SQSClient, urls: HoldQueueUrls) {
    this.#client = client;
    this.#urls = urls;
  }

  async count(upstream: string): Promise<number | undefined> {
    try {
      const { visible, inFlight } = await countMessages(this.#client, this.#urlOf(upstream));
      return visible + inFlight;
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return undefined;
      throw error;
    }
  }

  async receive(
    upstream: string,
    most: number,
    hiddenSeconds: number,
  ): Promise<readonly HeldMessage[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#urlOf(upstream),
        MaxNumberOfMessages: most,
        VisibilityTimeout: hiddenSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map(heldMessage);
  }

  async sendBack(upstream: string, messages: readonly HeldMessage[]): Promise<number> {
    const batches = [...byIntegration(messages)].flatMap(([integration, some]) =>
      inSizedBatches(some).map((batch) => ({ integration, batch })),
    );
    const stored = await Promise.all(
      batches.map(async ({ integration, batch }) => this.#send(upstream, integration, batch)),
    );
    const handles = stored.flat().map(({ receiptHandle }) => receiptHandle);
    if (handles.length === 0) return 0;
    await this.#client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.#urlOf(upstream),
        Entries: handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    return handles.length;
  }

  /** @returns those that the integration's queue has stored */
  async #send(
    upstream: string,
    integration: string,
    batch: readonly HeldMessage[],
  ): Promise<readonly HeldMessage[]> {
    try {
      const { Successful = [] } = await this.#client.send(
        new SendMessageBatchCommand({
          QueueUrl: this.#urls.queue + integration,
          Entries: batch.map(({ text, acceptedAt, released }, index) => ({
            Id: String(index),
            MessageBody: text,
            MessageAttributes: waitAttributes({
              acceptedAt,
              released: [...new Set([...released, upstream])],
            }),
          })),
        }),
      );
      const ids = new Set(Successful.map(({ Id }) => Id));
      return batch.filter((_message, index) => ids.has(String(index)));
    } catch (error) {
      // Its stack is being taken away or is not there yet: its events stay here.
      if (error instanceof QueueDoesNotExist) return [];
      throw error;
    }
  }

  #urlOf(upstream: string): string {
    return this.#urls.holdQueue + upstream;
  }
}

function heldMessage({ ReceiptHandle = '', Body = '', ...message }: Message): HeldMessage {
  const texts = Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  );
  const sentAt = Number(message.Attributes?.SentTimestamp);
  return { ...heldWaitIn(texts, sentAt), receiptHandle: ReceiptHandle, text: Body };
}

function byIntegration(messages: readonly HeldMessage[]): Map<string, HeldMessage[]> {
  const groups = new Map<string, HeldMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.integration) ?? [];
    groups.set(message.integration, [...group, message]);
  }
  return groups;
}

function inSizedBatches(messages: readonly HeldMessage[]): HeldMessage[][] {
  const batches: HeldMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = Buffer.byteLength(message.text);
    bytes += size;
    if (bytes > mostBatchBytes) {
      batches.push([]);
      bytes = size;
    }
    batches.at(-1)?.push(message);
  }
  return batches;
}
