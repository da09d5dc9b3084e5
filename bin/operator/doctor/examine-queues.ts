import {
  GetFunctionConfigurationCommand,
  ResourceNotFoundException,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueRetentionDays } from '../../../lambdas/event/lifetimes.ts';
import { integrationNames } from '../../../lib/names.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** Of one integration's two queues, as they stand. */
export interface QueueFacts {
  readonly queueUrl: string;
  readonly retentionSeconds: number;
  readonly visibilitySeconds: number;
  /** Undefined where SQS moves nothing itself. */
  readonly redrive: { readonly target: string; readonly maxReceiveCount: number } | undefined;
  readonly deadLetterQueueUrl: string;
  readonly deadLetterQueueArn: string;
  readonly deadLetterRetentionSeconds: number;
  /** Time limit of the function that works on it; undefined where there is none. */
  readonly timeoutSeconds: number | undefined;
}

const retentionSeconds = queueRetentionDays * 86_400;
/** Shorter, and a batch that takes its time is handed out twice. */
const visibilityPerTimeout = 6;
/** Our own attempts end an event; parked ones are received again and again. */
const fewestReceives = 100;
const usualReceives = 1_000;

export function judgeQueues(facts: QueueFacts): Diagnosis[] {
  const { queueUrl, deadLetterQueueUrl, visibilitySeconds, timeoutSeconds = 0 } = facts;
  const found: Diagnosis[] = [];
  for (const [what, url, seconds] of [
    ['queue', queueUrl, facts.retentionSeconds],
    ['dead-letter queue', deadLetterQueueUrl, facts.deadLetterRetentionSeconds],
  ] as const) {
    if (seconds >= retentionSeconds) continue;
    found.push(
      problem(
        `its ${what} drops what is older than ${days(seconds)}; ${String(queueRetentionDays)} days are what everything else reckons with`,
        setAttribute(url, `MessageRetentionPeriod=${String(retentionSeconds)}`),
      ),
    );
  }
  const needed = timeoutSeconds * visibilityPerTimeout;
  if (visibilitySeconds < needed) {
    found.push(
      problem(
        `its queue hides a received event for ${String(visibilitySeconds)} s; a function that may run ` +
          `${String(timeoutSeconds)} s needs ${String(needed)}, or slow batches are handed out twice`,
        setAttribute(queueUrl, `VisibilityTimeout=${String(needed)}`),
      ),
    );
  }
  return [...found, ...judgeRedrive(facts)];
}

function judgeRedrive({ redrive, deadLetterQueueArn, queueUrl }: QueueFacts): Diagnosis[] {
  const policy = (maxReceiveCount: number): string =>
    setAttribute(
      queueUrl,
      `'${JSON.stringify({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueueArn, maxReceiveCount }) })}'`,
    );
  if (redrive === undefined) {
    return [
      problem(
        'its queue has no dead-letter queue: an event that kills every run comes back until it expires',
        policy(usualReceives),
      ),
    ];
  }
  if (redrive.target !== deadLetterQueueArn) {
    return [
      problem(
        `SQS moves its events to ${redrive.target}, where nobody looks`,
        policy(usualReceives),
      ),
    ];
  }
  return redrive.maxReceiveCount < fewestReceives
    ? [
        problem(
          `SQS moves an event after ${String(redrive.maxReceiveCount)} receives; waiting alone uses those up`,
          policy(usualReceives),
        ),
      ]
    : [];
}

export function examineQueues(
  { stage, lambda, redeploy }: Patient,
  integration: string,
): Examination {
  return {
    check: 'queues',
    subject: integration,
    async examine() {
      const { processorFunction } = integrationNames(stage.stage, integration);
      let queueUrl: string;
      let deadLetterQueueUrl: string;
      try {
        queueUrl = await stage.queueUrl(integration);
        deadLetterQueueUrl = await stage.deadLetterQueueUrl(integration);
      } catch (error) {
        if (!(error instanceof ExplainedError)) throw error;
        return [problem(error.message, `delete what is left of its stack, then ${redeploy}`)];
      }
      const [queue, deadLetters, timeoutSeconds] = await Promise.all([
        attributes(stage.sqs, queueUrl),
        attributes(stage.sqs, deadLetterQueueUrl),
        readTimeout(lambda, processorFunction),
      ]);
      return judgeQueues({
        queueUrl,
        retentionSeconds: Number(queue['MessageRetentionPeriod']),
        visibilitySeconds: Number(queue['VisibilityTimeout']),
        redrive: redriveOf(queue['RedrivePolicy']),
        deadLetterQueueUrl,
        deadLetterQueueArn: deadLetters['QueueArn'] ?? '',
        deadLetterRetentionSeconds: Number(deadLetters['MessageRetentionPeriod']),
        timeoutSeconds,
      });
    },
  };
}

async function attributes(
  sqs: SQSClient,
  QueueUrl: string,
): Promise<Readonly<Record<string, string>>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Attributes as Record<string, string>;
}

async function readTimeout(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<number | undefined> {
  try {
    return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).Timeout;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function redriveOf(policy: string | undefined): QueueFacts['redrive'] {
  if (policy === undefined || policy === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  };
  return { target: deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

function setAttribute(url: string, attributesText: string): string {
  return `aws sqs set-queue-attributes --queue-url ${url} --attributes ${attributesText}`;
}

function days(seconds: number): string {
  const count = Math.round((seconds / 86_400) * 10) / 10;
  return `${String(count)} ${count === 1 ? 'day' : 'days'}`;
}
