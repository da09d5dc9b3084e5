import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { idempotencyId } from '../../lambdas/processor/idempotency-id.ts';
import { stageNames } from '../../lib/names.ts';
import type { ClientConfig } from './client-config.ts';
import { DeadLetters } from './dead-letters.ts';

/** Where an accepted event is: the three places of the third promise. */
export type EventState =
  | { readonly place: 'done' }
  | { readonly place: 'dead-letter'; readonly reason: string }
  /** In its queue: waiting, running, or to be retried. */
  | { readonly place: 'queue' };

/** Asks a stage's tables and dead-letter queues what became of an event. */
export class EventStates {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #deadLetters: DeadLetters;

  constructor(config: ClientConfig, stage: string) {
    this.#client = new DynamoDBClient(config);
    this.#table = stageNames(stage).idempotencyTable;
    this.#deadLetters = new DeadLetters(config, stage);
  }

  async read(integration: string, eventId: string): Promise<EventState> {
    if (await this.isDone(integration, eventId)) return { place: 'done' };
    const letters = await this.#deadLetters.receive(integration);
    const letter = letters.find((candidate) => candidate.eventId === eventId);
    return letter ? { place: 'dead-letter', reason: letter.reason } : { place: 'queue' };
  }

  async isDone(integration: string, eventId: string): Promise<boolean> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: { id: { S: idempotencyId(integration, eventId) } },
        ConsistentRead: true,
      }),
    );
    return Item?.['status']?.S === 'COMPLETED';
  }
}
