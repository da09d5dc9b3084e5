import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { DynamoDbPauses } from '../../lambdas/governor/dynamodb-pauses.ts';
import { inBatches } from '../../lambdas/operations/in-batches.ts';
import { readIdentity } from '../../lambdas/operations/read-identity.ts';
import { StageHolds } from '../../lambdas/operations/stage-holds.ts';
import { integrationNames } from '../../lib/names.ts';
import type { StageAccess } from './stage-access.ts';

/** AWS throttles who asks for a hundred at once. */
const atOnce = 8;

/** A stage's breakers and pauses. */
export class BreakerDesk {
  readonly breakers: DynamoDbBreakerStore;
  readonly pauses: DynamoDbPauses;
  readonly #stage: StageAccess;

  constructor(stage: StageAccess) {
    const { breakerTable } = stage.names;
    this.#stage = stage;
    this.breakers = new DynamoDbBreakerStore(stage.dynamoDb, breakerTable);
    this.pauses = new DynamoDbPauses(stage.dynamoDb, breakerTable);
  }

  /** What makes events wait on purpose now. */
  holds(now: number): StageHolds {
    return new StageHolds(this, now);
  }

  /** Each upstream that deployed integrations call, with their names, in alphabetical order. */
  async upstreams(): Promise<ReadonlyMap<string, readonly string[]>> {
    const lambda = new LambdaClient(this.#stage.config);
    const callers = new Map<string, string[]>();
    await inBatches(await this.#stage.chosen(undefined), atOnce, async (some) => {
      await Promise.all(
        some.map(async (integration) => {
          const { processorFunction } = integrationNames(this.#stage.stage, integration);
          const { upstreams } = await readIdentity(lambda, processorFunction);
          for (const upstream of upstreams) {
            callers.set(upstream, [...(callers.get(upstream) ?? []), integration]);
          }
        }),
      );
    });
    return new Map(
      [...callers]
        .map(([upstream, names]): [string, string[]] => [upstream, names.sort()])
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }
}
