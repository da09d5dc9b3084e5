import { describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { callSiteOf } from '../../../bin/simulation/call-site.ts';
import { LambdaMappings } from '../../../lambdas/governor/lambda-mappings.ts';
import { DynamoDbGovernorRecord } from '../../../lambdas/governor/dynamodb-governor-record.ts';
import { DynamoDbEventRecords } from '../../../lambdas/processor/dynamodb-event-records.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { DynamoDbStepStore } from '../../../lambdas/upstream/dynamodb-step-store.ts';
import { DynamoDbWaitingIndex } from '../../../lambdas/waiting/dynamodb-waiting-index.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const record = { step: 'pay', generation: 1, revision: 1 } as StepRecord;

/** The call sites that a piece of work reaches on a client that answers nothing. */
async function sitesOf<Client extends object>(
  clientClass: { readonly prototype: Client },
  work: (client: Client) => Promise<unknown>,
): Promise<string[]> {
  const sites: string[] = [];
  const send = (command: object) => {
    sites.push(callSiteOf(command));
    return Promise.resolve({});
  };
  const client = Object.create(clientClass.prototype) as Client;
  await work(Object.assign(client, { send })).catch(() => undefined);
  return sites;
}

describe('a call site', () => {
  it('is the operation and the method of a store that calls it', async () => {
    const sites = await sitesOf(DynamoDBClient, (client) =>
      new DynamoDbWaitingIndex(client, 'events').progress('orders'),
    );
    expect(sites).toEqual(['GetItem DynamoDbWaitingIndex.progress']);
  });

  it('does not change where a helper sends the command', async () => {
    const sites = await sitesOf(DynamoDBClient, async (client) => {
      await new DynamoDbEventRecords(client, 'events', fakeClock()).closeAttempts('key', 'id');
      await new DynamoDbStepStore(client, 'events', fakeClock()).write('key', record);
    });
    expect(sites).toEqual([
      'UpdateItem DynamoDbEventRecords.closeAttempts',
      'PutItem DynamoDbStepStore.write',
    ]);
  });

  it('tells apart two methods that share a helper and an operation', async () => {
    const sites = await sitesOf(DynamoDBClient, async (client) => {
      const governor = new DynamoDbGovernorRecord(client, 'breakers');
      await governor.take('run', 0, 1, true);
      await governor.release('run');
    });
    expect(sites).toEqual([
      'UpdateItem DynamoDbGovernorRecord.take',
      'UpdateItem DynamoDbGovernorRecord.release',
    ]);
  });

  it('is the same for calls that run side by side', async () => {
    const sites = await sitesOf(DynamoDBClient, (client) =>
      new DynamoDbWaitingIndex(client, 'events').oldest('orders'),
    );
    expect(new Set(sites)).toEqual(new Set(['Query DynamoDbWaitingIndex.oldest']));
  });

  it('is the method that reads the pages, not the library that fetches them', async () => {
    const sites = await sitesOf(LambdaClient, (client) => new LambdaMappings(client, '').read());
    expect(sites).toEqual(['ListEventSourceMappings LambdaMappings.read']);
  });
});
