import type { Random } from '../../lambdas/runtime/clock.ts';
import type { Log } from '../../lambdas/runtime/log.ts';
import type { Metrics } from '../../lambdas/runtime/metrics.ts';
import type { SimulatedTables } from './services/dynamodb/dynamodb-client.ts';
import type { SimulatedBucket } from './services/simulated-bucket.ts';
import type { SimulatedEventBus } from './services/simulated-event-bus.ts';
import type { SimulatedQueues } from './services/sqs/sqs-client.ts';
import type { SimulatedUpstream } from './upstream/simulated-upstream.ts';

/** What one stage has, and every function of it reaches. */
export interface SimulatedStage {
  readonly tables: SimulatedTables;
  readonly queues: SimulatedQueues;
  readonly bucket: SimulatedBucket;
  readonly bus: SimulatedEventBus;
  /** By origin. */
  readonly upstreams: ReadonlyMap<string, SimulatedUpstream>;
  readonly random: Random;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What things are called in a simulated stage. */
export const stageNames = {
  idempotency: 'idempotency',
  events: 'events',
  breakers: 'breakers',
  bucket: 'bodies',
  queuePrefix: 'events-',
  deadLetterQueuePrefix: 'dead-',
  holdQueuePrefix: 'held-',
} as const;
