import { expect, it } from '@jest/globals';
import { UpstreamError, type Disposition } from '../../../lambdas/contract/upstream-error.ts';
import { processBatch } from '../../../lambdas/processor/process-batch.ts';
import { DynamoDbWaitingIndex } from '../../../lambdas/waiting/dynamodb-waiting-index.ts';
import { processorWorld, queueRecord } from '../../support/processor-world.ts';
import { simulatedTables } from '../../support/simulated-tables.ts';

const soon = Date.now() + 60_000;

it.each<[Disposition, string]>([
  [{ kind: 'park', until: soon, cause: 'asked-to-wait' }, 'asked-to-wait'],
  [{ kind: 'park', until: soon, cause: 'credential-unavailable' }, 'credential-unavailable'],
  [{ kind: 'retry', notBefore: soon }, 'not-sent'],
])(
  'an event that waits for an upstream (%j) is noted with its cause',
  async (disposition, cause) => {
    const client = simulatedTables();
    const failure = new UpstreamError('crm was not reached', {
      ...{ upstream: 'crm', endpoint: 'default', step: undefined, status: undefined },
      ...{ failure: 'not-sent', disposition, userMessage: '', detail: '' },
    });
    const { dependencies } = processorWorld(
      { client, idempotency: 'idempotency', events: 'events' },
      () => Promise.reject(failure),
    );
    await processBatch([queueRecord()], Date.now() + 30_000, dependencies);
    const { events } = await new DynamoDbWaitingIndex(client, 'events').oldest('orders');
    expect(events.map(({ reason }) => reason)).toEqual([
      { error: 'UpstreamError', upstream: 'crm', cause },
    ]);
  },
);
