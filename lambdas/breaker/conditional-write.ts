import { holds, type Clause } from './clause.ts';
import type { EpochFacts, HistoryEntry, Snapshot } from './snapshot.ts';

/** Names of all writes that begin a new epoch. */
export type TransitionName =
  | 'trip'
  | 'claim'
  | 'take-over'
  | 'hand-back'
  | 'close'
  | 'reopen'
  | 'isolate'
  | 'lift'
  | 'force'
  | 'release'
  | 'hasten';

/** Replaces everything that an epoch fixes, if all clauses hold when it lands. */
export interface ConditionalWrite {
  readonly transition: TransitionName;
  readonly clauses: readonly Clause[];
  readonly facts: EpochFacts;
}

export type WriteResult =
  /** This write began the epoch; also where its answer was lost and it was sent again. */
  | { readonly kind: 'won'; readonly snapshot: Snapshot }
  /** Somebody else was first: `snapshot` is what stands there now. */
  | { readonly kind: 'lost'; readonly snapshot: Snapshot };

/** What a store does with a write, in one step. */
export function applyWrite(stored: Snapshot, write: ConditionalWrite): WriteResult {
  if (!write.clauses.every((clause) => holds(clause, stored))) {
    return { kind: isOwn(stored, write) ? 'won' : 'lost', snapshot: stored };
  }
  return { kind: 'won', snapshot: { ...stored, ...write.facts } };
}

/** A client whose answer was lost sends its write again, and then fails its own clauses. */
export function isOwn(stored: Snapshot, { facts }: ConditionalWrite): boolean {
  return stored.transitionId === facts.transitionId;
}

/**
 * What whoever has won a write tells people: the change of what they see, where there is one, and the epoch
 * of the change before (0 where there was none).
 */
export function wonChange(
  { facts }: ConditionalWrite,
  { kind, snapshot }: WriteResult,
): { readonly change: HistoryEntry; readonly after: number } | undefined {
  const [before, change] = [snapshot.history.at(-2), snapshot.history.at(-1)];
  if (kind === 'lost' || change?.epoch !== facts.epoch) return undefined;
  return { change, after: before?.epoch ?? 0 };
}
