import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { StageHandles } from '../operations/stage-handles.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import { requiredEnvironment } from '../runtime/environment.ts';

/** The stage as the functions of its dashboard reach it: by the names that they are deployed with. */
export function dashboardStage(): StageHandles {
  const queues = requiredEnvironment('QUEUE_URL_PREFIX');
  const holdQueues = requiredEnvironment('HOLD_QUEUE_URL_PREFIX');
  const deadLetterQueues = requiredEnvironment('DEAD_LETTER_QUEUE_URL_PREFIX');
  return {
    dynamoDb: new DynamoDBClient(awsClientSettings),
    s3: new S3Client(awsClientSettings),
    // Queue URLs of a local endpoint may name another host than the one that is reached from here.
    sqs: new SQSClient({ ...awsClientSettings, useQueueUrlAsEndpoint: false }),
    names: {
      eventTable: requiredEnvironment('EVENT_TABLE'),
      breakerTable: requiredEnvironment('BREAKER_TABLE'),
    },
    queueUrl: (integration) => Promise.resolve(queues + integration),
    deadLetterQueueUrl: (integration) => Promise.resolve(deadLetterQueues + integration),
    holdQueueUrl: (upstream) => Promise.resolve(holdQueues + upstream),
    bodyBucket: () => Promise.resolve(requiredEnvironment('BODY_BUCKET')),
  };
}
