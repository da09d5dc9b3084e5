import {
  CloudFormationClient,
  DeleteStackCommand,
  ListStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { rmSync } from 'node:fs';
import { bodyBucketName, stageNames } from '../../lib/names.ts';
import { stageDirectory } from './integration-folder.ts';
import { localClientConfig, localRegion } from './local-aws.ts';
import type { LocalEndpoint } from './local-endpoint.ts';

const deletionSeconds = 60;

/**
 * Takes a stage off a local endpoint with everything in it, what its stacks would keep included.
 * Works from names alone, so that it removes what a killed run left, too.
 */
export async function removeStage(endpoint: LocalEndpoint, stage: string): Promise<void> {
  const config = localClientConfig(endpoint.url);
  await emptyBucket(new S3Client(config), bodyBucketName(stage, endpoint.account, localRegion));
  await deleteStacks(new CloudFormationClient(config), stage);
  await deleteQueues(new SQSClient(config), `${stageNames(stage).coreStack}-`);
  await deleteLogGroups(new CloudWatchLogsClient(config), stageNames(stage).coreStack);
  rmSync(stageDirectory(stage), { recursive: true, force: true });
}

/** A stack that stands at the endpoint. */
export interface StandingStack {
  readonly name: string;
  readonly createdAt: Date;
}

/** The stacks of all stages whose core stack's name begins with `prefix`. */
export async function standingStacks(
  client: CloudFormationClient,
  prefix: string,
): Promise<StandingStack[]> {
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  return StackSummaries.filter(
    ({ StackName, StackStatus }) =>
      StackName?.startsWith(prefix) === true && StackStatus !== 'DELETE_COMPLETE',
  ).map(({ StackName = '', CreationTime = new Date(0) }) => ({
    name: StackName,
    createdAt: CreationTime,
  }));
}

/** Integrations first: they look up what the core stack made. */
async function deleteStacks(client: CloudFormationClient, stage: string): Promise<void> {
  const { coreStack } = stageNames(stage);
  const stacks = await standingStacks(client, coreStack);
  const integrations = stacks.filter(({ name }) => name.startsWith(`${coreStack}-`));
  await Promise.all(integrations.map(({ name }) => deleteStack(client, name)));
  if (stacks.some(({ name }) => name === coreStack)) await deleteStack(client, coreStack);
}

async function deleteStack(client: CloudFormationClient, StackName: string): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(
    { client, maxWaitTime: deletionSeconds, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
}

async function emptyBucket(client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const listed = await client
      .send(new ListObjectVersionsCommand({ Bucket }))
      .catch(() => undefined);
    const objects = [...(listed?.Versions ?? []), ...(listed?.DeleteMarkers ?? [])];
    if (objects.length === 0) return;
    const Objects = objects.map(({ Key, VersionId }) => ({ Key, VersionId }));
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
}

async function deleteQueues(client: SQSClient, prefix: string): Promise<void> {
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  await Promise.all(QueueUrls.map((QueueUrl) => client.send(new DeleteQueueCommand({ QueueUrl }))));
}

async function deleteLogGroups(client: CloudWatchLogsClient, part: string): Promise<void> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  const own = new RegExp(`/${part}(-|$)`);
  await Promise.all(
    logGroups
      .filter(({ logGroupName = '' }) => own.test(logGroupName))
      .map(({ logGroupName }) => client.send(new DeleteLogGroupCommand({ logGroupName }))),
  );
}
