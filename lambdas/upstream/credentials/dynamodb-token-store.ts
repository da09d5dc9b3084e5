import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getItem, recordIn, writeRevision, type Item } from '../revisions.ts';
import type { TokenRecord, TokenStore } from './token-record.ts';

/**
 * Shared tokens in the table `breakwater-<stage>-events`. Their partition keys begin with `#`, as no
 * event's does. They never expire: with a rotated refresh token the access itself would be lost.
 */
export function dynamoDbTokenStore(client: DynamoDBClient, tableName: string): TokenStore {
  return {
    async read(secretName) {
      const item = await getItem(client, tableName, keyOf(secretName));
      return item && recordIn<TokenRecord>(item);
    },
    async write(secretName, next) {
      const key = keyOf(secretName);
      const attributes = { writer: { S: next.writer } };
      const written = await writeRevision(client, { tableName, key, record: next, attributes });
      return written.kind === 'written';
    },
  };
}

function keyOf(secretName: string): Item {
  return { pk: { S: `#credential#${secretName}` }, sk: { S: 'token' } };
}
