import { paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { MappingState } from './integration-status.ts';

/**
 * States of all event source mappings of the account and region, by the name of their function. One list
 * for all: Lambda lets an account ask fifteen such questions a second, the governor's included.
 */
export async function readMappings(
  client: LambdaClient,
): Promise<ReadonlyMap<string, MappingState>> {
  const states = new Map<string, MappingState>();
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
    { client, pageSize: 100 },
    {},
  )) {
    for (const { FunctionArn = '', State } of EventSourceMappings) {
      const [, , , , , , name = ''] = FunctionArn.split(':');
      states.set(name, mappingState(State));
    }
  }
  return states;
}

function mappingState(state: string | undefined): MappingState {
  switch (state) {
    case undefined:
      return 'missing';
    case 'Enabled':
      return 'enabled';
    case 'Disabled':
      return 'disabled';
    default:
      return 'changing';
  }
}
