import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import { matches } from './dead-letter-filter.ts';
import type { LeftBecause, Operation } from './operation.ts';

/** After so many returns a replay would only make it come back once more. */
export const tooManyReturns = 2;

/** What an operation does with one received message. */
export type Judgement =
  | { readonly kind: 'take' }
  /** It was sent already, by a run that ended before it could delete it. */
  | { readonly kind: 'clear' }
  /** Chosen, but left and named. */
  | { readonly kind: 'leave'; readonly because: LeftBecause }
  /** Not meant by this operation. */
  | { readonly kind: 'pass' };

export interface JudgedMessage {
  readonly messageId: string;
  /** When it entered the dead-letter queue by SQS's clock; ms since the epoch. */
  readonly enteredAt: number;
}

/** @param despiteReturns take those too that came back twice */
export function judgeLetter(
  message: JudgedMessage,
  letter: DeadLetter,
  operation: Pick<Operation, 'kind' | 'filter' | 'cutoff'>,
  despiteReturns: boolean,
): Judgement {
  if (letter.movedOut.includes(message.messageId)) return { kind: 'clear' };
  if (message.enteredAt > operation.cutoff || !matches(operation.filter, letter)) {
    return { kind: 'pass' };
  }
  const because = operation.kind === 'replay' ? refusal(letter, despiteReturns) : undefined;
  return because === undefined ? { kind: 'take' } : { kind: 'leave', because };
}

/** Why a dead letter is not replayed, if it is not. */
export function refusal(
  letter: Pick<DeadLetter, 'reason' | 'resolved' | 'cameBack'>,
  despiteReturns: boolean,
): LeftBecause | undefined {
  if (letter.reason === 'outcome-unknown' && !letter.resolved) return 'outcome-unknown';
  return letter.cameBack >= tooManyReturns && !despiteReturns ? 'came-back-twice' : undefined;
}
