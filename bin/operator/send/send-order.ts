import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryDirectory } from '../../local/repository.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { UsageError, type CommandCall } from '../command.ts';
import { integrationsDirectoryOf } from '../integration-list.ts';
import type { TestWebhookOrder } from './test-webhook.ts';

/** What a call of `send` asks for. */
export interface SendOrder {
  readonly from: TestWebhookOrder['from'];
  /** Where the body is from, for people. */
  readonly bodyFrom: string;
  readonly eventId: string | undefined;
  readonly type: string | undefined;
  readonly times: number;
  /** Another event each time. */
  readonly distinct: boolean;
  readonly forge: boolean;
}

const mostTimes = 1_000;

/** @throws UsageError, or ExplainedError where a file cannot be read */
export function sendOrder({
  stage,
  parameters: [integration = ''],
  options,
}: CommandCall): SendOrder {
  const text = (name: string): string | undefined => options[name] as string | undefined;
  const times = timesOf(text('times'));
  const eventId = text('id');
  const distinct = options['distinct'] === true;
  if (distinct && eventId !== undefined) {
    throw new UsageError('--id names one event, --distinct asks for several: leave one out.');
  }
  return {
    ...bodyFrom(text('file'), stage, integration),
    eventId,
    type: text('type'),
    times,
    distinct,
    forge: options['forge'] === true,
  };
}

function timesOf(text = '1'): number {
  const times = Number(text);
  if (Number.isInteger(times) && times > 0 && times <= mostTimes) return times;
  throw new UsageError(
    `--times: expected a whole number from 1 to ${String(mostTimes)}; got "${text}".`,
  );
}

function bodyFrom(
  file: string | undefined,
  stage: string,
  integration: string,
): Pick<SendOrder, 'from' | 'bodyFrom'> {
  if (file !== undefined) {
    return { from: { kind: 'file', bytes: readBytes(file) }, bodyFrom: file };
  }
  const sample = join(integrationsDirectoryOf(stage), integration, 'sample-event.json');
  if (!existsSync(sample)) {
    return { from: { kind: 'sample', payload: undefined }, bodyFrom: "the provider's sample" };
  }
  const payload = JSON.parse(readFileSync(sample, 'utf8')) as Record<string, unknown>;
  return { from: { kind: 'sample', payload }, bodyFrom: relative(repositoryDirectory, sample) };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ExplainedError(`--file: ${file} cannot be read.`, {
      nextStep: 'It holds the body as the provider sends it, byte for byte.',
      cause,
    });
  }
}
