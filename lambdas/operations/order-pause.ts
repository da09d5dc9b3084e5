import { pauseIn, type Pause, type PauseRecord } from '../governor/pause.ts';
import type { Operator } from './order-breaker.ts';

/** Where pauses are written down: `DynamoDbPauses`. */
export interface PauseBook {
  all(): Promise<ReadonlyMap<string, PauseRecord>>;
  write(integration: string, next: PauseRecord, seen: PauseRecord | undefined): Promise<boolean>;
}

export type PauseResult =
  /** `pause` is the one that was begun or ended. */
  | { readonly kind: 'done'; readonly pause: Pause }
  /** Somebody else was quicker: what stands there now, if anything does. */
  | { readonly kind: 'lost'; readonly pause: Pause | undefined }
  /** It is not paused, so there is nothing to resume. */
  | { readonly kind: 'not-paused' };

/**
 * Stops an integration, or stops it for another time and reason: the governor disables its mapping at
 * its next run, and enables it again when the time is over or a person says so.
 *
 * @param until ms since the epoch; undefined where a person has to resume it
 */
export async function pauseIntegration(
  integration: string,
  { by, reason, until }: Operator & { readonly until?: number | undefined },
  book: PauseBook,
  now: number,
): Promise<PauseResult> {
  const seen = (await book.all()).get(integration);
  const pause: Pause = { by, reason, since: now, ...(until !== undefined && { until }) };
  return settle(integration, { pause }, seen, book, now);
}

/** Lets an integration go on: the governor has it catch up, step by step. */
export async function resumeIntegration(
  integration: string,
  { by, reason }: Operator,
  book: PauseBook,
  now: number,
): Promise<PauseResult> {
  const seen = (await book.all()).get(integration);
  const pause = pauseIn(seen, now);
  if (pause === undefined) return { kind: 'not-paused' };
  return settle(integration, { pause, resumed: { by, reason, since: now } }, seen, book, now);
}

async function settle(
  integration: string,
  next: PauseRecord,
  seen: PauseRecord | undefined,
  book: PauseBook,
  now: number,
): Promise<PauseResult> {
  if (await book.write(integration, next, seen)) return { kind: 'done', pause: next.pause };
  return { kind: 'lost', pause: pauseIn((await book.all()).get(integration), now) };
}
