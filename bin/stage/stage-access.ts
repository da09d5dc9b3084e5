import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
  paginateListQueues,
} from '@aws-sdk/client-sqs';
import { bodyBucketName, integrationNames, stageNames } from '../../lib/names.ts';
import { didYouMean } from '../../lib/near-matches.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { ClientConfig } from './client-config.ts';

const stageOfQueue = /^breakwater-([a-z][a-z0-9]*)-events-/;

/** A deployed stage: its clients, and what is found there by name. */
export class StageAccess {
  readonly stage: string;
  readonly names: ReturnType<typeof stageNames>;
  readonly config: ClientConfig;
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly #queueUrls = new Map<string, Promise<string>>();

  constructor(config: ClientConfig, stage: string) {
    this.stage = stage;
    this.config = config;
    this.names = stageNames(stage);
    this.dynamoDb = new DynamoDBClient(config);
    this.s3 = new S3Client(config);
    this.sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  }

  /** Names of the integrations that are deployed, in alphabetical order. */
  async integrations(): Promise<string[]> {
    const { queuePrefix } = this.names;
    const queues = await this.#queueNames(queuePrefix);
    return queues.map((queue) => queue.slice(queuePrefix.length)).sort();
  }

  /**
   * The integrations that a command is about: the one that was named, or all.
   * @throws ExplainedError where there is none
   */
  async chosen(integration: string | undefined): Promise<string[]> {
    const deployed = await this.integrations();
    if (integration === undefined && deployed.length > 0) return deployed;
    if (integration !== undefined && deployed.includes(integration)) return [integration];
    const near = integration === undefined ? '' : didYouMean(integration, deployed);
    throw new ExplainedError(
      integration === undefined
        ? `Stage "${this.stage}" has no integration.`
        : `Stage "${this.stage}" has no integration "${integration}".${near}`,
      {
        nextStep:
          deployed.length === 0 ? await this.#whereElse() : `Deployed are: ${deployed.join(', ')}.`,
      },
    );
  }

  queueUrl(integration: string): Promise<string> {
    return this.#urlOf(integrationNames(this.stage, integration).queue);
  }

  deadLetterQueueUrl(integration: string): Promise<string> {
    return this.#urlOf(integrationNames(this.stage, integration).deadLetterQueue);
  }

  holdQueueUrl(upstream: string): Promise<string> {
    return this.#urlOf(this.names.holdQueuePrefix + upstream);
  }

  /** The bucket of bodies. Its name carries account and region, which a queue of the stage tells. */
  async bodyBucket(integration: string): Promise<string> {
    const { account, region } = await this.#place(integration);
    return bodyBucketName(this.stage, account, region);
  }

  /** ARN of the topic that every alarm of the stage goes to. */
  async alarmTopicArn(integration: string): Promise<string> {
    const { partition, account, region } = await this.#place(integration);
    return `arn:${partition}:sns:${region}:${account}:${this.names.alarmTopic}`;
  }

  async #place(integration: string) {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await this.queueUrl(integration),
        AttributeNames: ['QueueArn'],
      }),
    );
    const [, partition = '', , region = '', account = ''] = (Attributes?.QueueArn ?? '').split(':');
    return { partition, region, account };
  }

  /** For somebody who named a stage that has nothing: the stages that have. */
  async #whereElse(): Promise<string> {
    const queues = await this.#queueNames('breakwater-');
    const stages = new Set(queues.flatMap((queue) => stageOfQueue.exec(queue)?.[1] ?? []));
    const there =
      stages.size === 0
        ? 'No stage is there at all'
        : `Stages that are there: ${[...stages].sort().join(', ')} (--stage <name>)`;
    return (
      `${there}. To deploy this one: \`npm run deploy -- -c stage=${this.stage}\`.\n` +
      'Looked for elsewhere? Check AWS_REGION and AWS_PROFILE.'
    );
  }

  async #queueNames(prefix: string): Promise<string[]> {
    const found: string[] = [];
    const pages = paginateListQueues(
      { client: this.sqs, pageSize: 1_000 },
      { QueueNamePrefix: prefix },
    );
    for await (const { QueueUrls = [] } of pages) {
      found.push(...QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)));
    }
    return found;
  }

  #urlOf(queueName: string): Promise<string> {
    const known = this.#queueUrls.get(queueName) ?? this.#findUrl(queueName);
    this.#queueUrls.set(queueName, known);
    return known;
  }

  async #findUrl(QueueName: string): Promise<string> {
    try {
      const { QueueUrl = '' } = await this.sqs.send(new GetQueueUrlCommand({ QueueName }));
      return QueueUrl;
    } catch (error) {
      if (!(error instanceof QueueDoesNotExist)) throw error;
      throw new ExplainedError(`There is no queue ${QueueName}.`, {
        nextStep: 'Is the integration deployed? Check --stage, AWS_REGION and AWS_PROFILE.',
        cause: error,
      });
    }
  }
}
