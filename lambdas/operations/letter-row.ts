import { isSuperseded } from '../dead-letters/dead-letter.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';

/** One line of the list of dead letters. Its shape is an interface: `dlq list --json`. */
export interface LetterRow {
  /** Where the message could not be read: the dead letter's own name. */
  readonly eventId: string;
  readonly integration: string;
  readonly type: string;
  readonly reason: string;
  readonly attempts: number;
  readonly firstError: string;
  /** ISO 8601. */
  readonly deadAt: string;
  readonly correlationId: string;
  /** Only where it is so: the event was completed after all. */
  readonly superseded?: true;
  /** Only where it is so: how often it came back after a replay. */
  readonly cameBack?: number;
}

export function letterRow(letter: DeadLetter): LetterRow {
  return {
    eventId: letter.eventId || letter.id,
    integration: letter.integration,
    type: letter.type,
    reason: letter.reason,
    attempts: letter.attempts,
    firstError: letter.firstError,
    deadAt: new Date(letter.deadAt).toISOString(),
    correlationId: letter.correlationId,
    ...(isSuperseded(letter) && { superseded: true }),
    ...(letter.cameBack > 0 && { cameBack: letter.cameBack }),
  };
}
