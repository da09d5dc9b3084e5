import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyPersistenceLayerError,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import { keepTrying, type KeepTrying } from '../runtime/keep-trying.ts';
import { EventLease, LeaseLostError } from './event-lease.ts';
import { idempotencyKeyPrefix } from './idempotency-id.ts';
import { settlingMs } from './run-fence.ts';

export interface OnceRequest {
  /** From `eventKey`; never empty. */
  readonly key: string;
  /**
   * Hex SHA-256 if the same id with other content must not count as a duplicate; undefined if the id alone
   * identifies the event, and a redelivery may differ (Stripe's `pending_webhooks`).
   */
  readonly contentSha256: string | undefined;
  /** Milliseconds until this run's lease is over. */
  readonly remainingMs: () => number;
}

export type OnceResult =
  | { readonly kind: 'ran' }
  | { readonly kind: 'duplicate' }
  /** Another environment runs the event now. */
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'other-body' }
  /** The idempotency table could not be asked: nothing was run. */
  | { readonly kind: 'store-unavailable'; readonly cause: unknown }
  /** It ran, but another run owns the record by now. */
  | { readonly kind: 'lease-lost' }
  /** It ran and threw; the record is gone, so that it may run again. */
  | { readonly kind: 'threw'; readonly thrown: unknown }
  /** It ran to its end, but the end could not be written: it will run again when its lease is over. */
  | { readonly kind: 'result-unsaved'; readonly cause: unknown };

/** @param run returns the event's result as JSON text, which is stored unchanged */
export type RunOnce = (request: OnceRequest, run: () => Promise<string>) => Promise<OnceResult>;

/** Stands in for what the run threw: Powertools runs the function again for some thrown values. */
class RunThrew extends Error {
  override readonly name = 'RunThrew';
}

/** Powertools idempotency, configured in this one place. */
export function powertoolsOnce(
  client: DynamoDBClient,
  tableName: string,
  { clock, random }: Pick<KeepTrying, 'clock' | 'random'>,
): RunOnce {
  return async ({ key, contentSha256, remainingMs }, run) => {
    const progress: { started: boolean; thrown?: { readonly error: unknown } } = { started: false };
    const config = new IdempotencyConfig({
      eventKeyJmesPath: 'key',
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: (recordLifetimeDays * dayMs) / 1_000,
      hashFunction: 'sha256',
      ...(contentSha256 === undefined ? {} : { payloadValidationJmesPath: 'contentSha256' }),
    });
    config.registerLambdaContext({ getRemainingTimeInMillis: remainingMs } as Context);
    const once = makeIdempotent(
      async (_identity: { readonly key: string; readonly contentSha256: string | undefined }) => {
        progress.started = true;
        try {
          return await run();
        } catch (error) {
          progress.thrown = { error };
          throw new RunThrew();
        }
      },
      {
        persistenceStore: new EventLease(client, tableName, (write) => {
          const until = clock.now() + remainingMs() - settlingMs;
          return keepTrying(write, { until, clock, random });
        }),
        config,
        keyPrefix: idempotencyKeyPrefix,
      },
    );
    try {
      await once(Object.freeze({ key, contentSha256 }));
      return { kind: progress.started ? 'ran' : 'duplicate' };
    } catch (error) {
      if (progress.thrown !== undefined) return { kind: 'threw', thrown: progress.thrown.error };
      if (error instanceof IdempotencyAlreadyInProgressError) return { kind: 'in-progress' };
      if (error instanceof IdempotencyValidationError) return { kind: 'other-body' };
      if (!(error instanceof IdempotencyPersistenceLayerError)) throw error;
      if (error.cause instanceof LeaseLostError) return { kind: 'lease-lost' };
      return {
        kind: progress.started ? 'result-unsaved' : 'store-unavailable',
        cause: error.cause,
      };
    }
  };
}

/**
 * @throws where Powertools is switched off by its own variable: every redelivery would run again.
 */
export function refuseDisabledIdempotency(value: string | undefined): void {
  if (
    value === undefined ||
    ['', '0', 'false', 'no', 'off', 'n', 'f'].includes(value.toLowerCase())
  )
    return;
  throw new Error(
    `POWERTOOLS_IDEMPOTENCY_DISABLED is "${value}": every redelivery would run its handler again. ` +
      'Remove the variable from the processor.',
  );
}
