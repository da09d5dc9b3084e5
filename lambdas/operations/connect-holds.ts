import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbBreakerStore } from '../breaker/dynamodb-breaker-store.ts';
import type { Clock } from '../runtime/clock.ts';
import { breakerRow } from './breaker-row.ts';
import type { BreakerRow, Holds } from './holds.ts';
import { releaseBreaker } from './release-breaker.ts';
import type { ReleaseOrder } from './release-breaker.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * Where what people see and order meets the stores that carry it out. Pauses of integrations have none
 * yet: whoever adds one gives it here as `pauses`, and the dashboard shows and changes them.
 */
export function connectHolds(
  client: DynamoDBClient,
  breakerTable: string,
  clock: Clock,
  announce: ReleaseOrder['announce'],
): Holds {
  const store = new DynamoDbBreakerStore(client, breakerTable);
  return {
    async breakers(upstreams) {
      const rows = new Map<string, BreakerRow>();
      await sideBySide(upstreams, async (upstream) => {
        rows.set(upstream, breakerRow(upstream, await store.read(upstream)));
      });
      return upstreams.flatMap((upstream) => rows.get(upstream) ?? []);
    },
    release: (upstream, by, why) =>
      releaseBreaker(store, {
        ...{ upstream, by, why, announce },
        now: clock.now(),
        newId: randomUUID,
      }),
    pauses: undefined,
  };
}
