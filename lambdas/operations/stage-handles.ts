import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** A deployed stage as operations reach it: from a terminal, from the dashboard's own functions. */
export interface StageHandles {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly names: { readonly eventTable: string; readonly breakerTable: string };
  queueUrl(integration: string): Promise<string>;
  deadLetterQueueUrl(integration: string): Promise<string>;
  holdQueueUrl(upstream: string): Promise<string>;
  /** Name of the bucket of bodies; any integration of the stage can tell. */
  bodyBucket(integration: string): Promise<string>;
}
