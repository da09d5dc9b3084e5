import type { DeadLetterReason } from '../processor/outcome.ts';
import type { LeftLetters } from './plan-clearing.ts';

/** What a person can ask for by a button. */
export type Act =
  /** Dead letters of one kind, as many as one click may move. */
  | {
      readonly act: 'replay';
      readonly integration: string;
      readonly reason: DeadLetterReason;
      readonly type: string;
    }
  /** The breaker goes back to deciding by itself, and tries the upstream first. */
  | { readonly act: 'release'; readonly upstream: string }
  | { readonly act: 'pause'; readonly integration: string }
  | { readonly act: 'resume'; readonly integration: string };

/** What became of it. */
export type ActOutcome =
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'held'; readonly changed: boolean; readonly summary: string }
  | {
      readonly kind: 'replayed';
      /** Dead letters that this click moved. */
      readonly done: number;
      /** Messages of the same choice that the next click goes on with. */
      readonly remaining: number;
      /** The index knows them, the queue did not give them. */
      readonly notMet: number;
      /** Died since the operation began. */
      readonly newer: number;
      readonly left: readonly LeftLetters[];
      /** Its record. */
      readonly operation: string;
    };
