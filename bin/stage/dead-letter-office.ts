import { DynamoDbDeadLetterIndex } from '../../lambdas/dead-letters/dynamodb-dead-letter-index.ts';
import { S3DeadLetterArchive } from '../../lambdas/dead-letters/s3-dead-letter-archive.ts';
import type { ClearingPorts } from '../../lambdas/operations/clear-batch.ts';
import type { DeadLetterBook } from '../../lambdas/operations/dead-letter-book.ts';
import { discardDestination } from '../../lambdas/operations/discard-destination.ts';
import { DynamoDbDeadLetterBook } from '../../lambdas/operations/dynamodb-dead-letter-book.ts';
import { DynamoDbOperationStore } from '../../lambdas/operations/dynamodb-operation-store.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import type { OperationStore } from '../../lambdas/operations/operation-store.ts';
import { replayDestination } from '../../lambdas/operations/replay-destination.ts';
import { SqsDeadLetterQueue } from '../../lambdas/operations/sqs-dead-letter-queue.ts';
import { DynamoDbEventRecords } from '../../lambdas/processor/dynamodb-event-records.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import type { StepStore } from '../../lambdas/upstream/step-store.ts';
import type { StageAccess } from './stage-access.ts';

/** A stage's dead letters and what people did to them. */
export class DeadLetterOffice {
  readonly book: DeadLetterBook;
  readonly operations: OperationStore;
  readonly steps: StepStore;
  readonly #stage: StageAccess;

  constructor(stage: StageAccess) {
    const { eventTable } = stage.names;
    this.#stage = stage;
    this.book = new DynamoDbDeadLetterBook(stage.dynamoDb, eventTable, clock);
    this.operations = new DynamoDbOperationStore(stage.dynamoDb, eventTable);
    this.steps = new DynamoDbStepStore(stage.dynamoDb, eventTable, clock);
  }

  async queue(integration: string): Promise<SqsDeadLetterQueue> {
    return new SqsDeadLetterQueue(
      this.#stage.sqs,
      await this.#stage.deadLetterQueueUrl(integration),
    );
  }

  async archive(integration: string): Promise<S3DeadLetterArchive> {
    return new S3DeadLetterArchive(this.#stage.s3, await this.#stage.bodyBucket(integration));
  }

  /** All that an operation of that kind works with. */
  async ports(integration: string, kind: Operation['kind']): Promise<ClearingPorts> {
    const { dynamoDb, sqs, s3, names } = this.#stage;
    return {
      clock,
      book: this.book,
      index: new DynamoDbDeadLetterIndex(dynamoDb, names.eventTable, clock),
      queue: await this.queue(integration),
      destination:
        kind === 'replay'
          ? replayDestination({
              sqs,
              s3,
              queueUrl: await this.#stage.queueUrl(integration),
              records: new DynamoDbEventRecords(dynamoDb, names.eventTable, clock),
            })
          : discardDestination(integration, await this.archive(integration), s3),
    };
  }
}
