import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeadLetterWorld } from '../dead-letter-world.ts';
import { startEnvironment, type Environment } from './environment.ts';

export interface FleetOptions {
  readonly world: Pick<DeadLetterWorld, 'sqs' | 'queueUrl'>;
  readonly bundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly size: number;
  readonly timeoutMs: number;
  readonly batchSize: number;
}

/** Environments that work on a queue as Lambda's event source mapping has them do. */
export interface Fleet {
  /** What they have logged, read as JSON. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The environment that a request names in its header `x-environment`. */
  named(name: unknown): Environment | undefined;
  stop(): Promise<void>;
}

export function startFleet(options: FleetOptions): Fleet {
  const lines: Record<string, unknown>[] = [];
  const id = randomUUID();
  const environments = new Map<string, Environment>();
  const over = new AbortController();
  let count = 0;

  const start = (): Environment => {
    count += 1;
    const name = `${id}-${count}`;
    const variables = { ...options.variables, ENVIRONMENT: name };
    const environment = startEnvironment(options.bundle, variables, (line) => {
      if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
    });
    environments.set(name, environment);
    return environment;
  };
  const slots = Array.from({ length: options.size }, () => workInSlot(start, options, over.signal));
  return {
    lines,
    named: (name) => environments.get(String(name)),
    async stop() {
      over.abort();
      for (const environment of environments.values()) environment.signal('SIGKILL');
      await Promise.all(slots);
    },
  };
}

/** One environment after the other: the next takes over when one died or outlived its time. */
async function workInSlot(
  start: () => Environment,
  { world, timeoutMs, batchSize }: FleetOptions,
  over: AbortSignal,
): Promise<void> {
  const { sqs, queueUrl: QueueUrl } = world;
  let environment = start();
  while (!over.aborted) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: 1,
        VisibilityTimeout: timeoutMs / 1_000 + 1,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) continue;
    const response = await Promise.race([
      environment.invoke(toLambdaEvent(Messages), timeoutMs),
      wait(timeoutMs, undefined, { ref: false }),
    ]);
    if (response === undefined) {
      environment = start();
      continue;
    }
    const kept = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = Messages.filter(({ MessageId = '' }) => !kept.has(MessageId));
    if (done.length === 0) continue;
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: done.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
      }),
    );
  }
}

function toLambdaEvent(messages: readonly Message[]): SQSEvent {
  return {
    Records: messages.map(
      ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) =>
        ({
          messageId: MessageId,
          receiptHandle: ReceiptHandle,
          body: Body,
          attributes: Attributes,
        }) as unknown as SQSRecord,
    ),
  };
}
