import type { UndoCall } from '../contract/upstream-client.ts';
import type { UpstreamFailure } from '../contract/upstream-error.ts';
import type { Json } from '../processor/outcome.ts';
import type { TakenBack } from './taken-back.ts';

/**
 * Version of the records that this code writes. Raise it only when older code would misread one; a field
 * that older code may ignore needs no new version.
 */
export const stepRecordVersion = 1;

/**
 * What is known of one step of one event. Written before the call and after it, never deleted.
 *
 * ```
 *            ┌────────────── nothing can have happened ─────────────┐
 *            ▼                                                      │
 *  (none) ─▶ ready ─▶ started ─┬─▶ completed ─▶ undone ─┐           │
 *                       ▲  ▲   ├─▶ refused ─────────────┤           │
 *                       │  │   ├─▶ unsettled ─▶ (ask, or repeat under the same key)
 *                       │  │   └─▶ unknown ─▶ (a person says: retry ─▶ refused, done ─▶ vouched ─▶ completed)
 *                       │  └── generation + 1 ◀─────────┘
 * ```
 */
export interface StepRecord {
  /** Of its format, where that is not 1. */
  readonly version?: number;
  readonly step: string;
  readonly upstream: string;
  readonly state: StepState;
  /** How often the step was deliberately started afresh, from 1; part of the key. */
  readonly generation: number;
  /** The idempotency key of this generation. */
  readonly key: string;
  /** SHA-256 of method, path and body: tells a mended request from a repeated one. */
  readonly fingerprint: string;
  /** The run that wrote the record. */
  readonly runId: string;
  /** Raised by each write; each write is conditional on the one it has seen. */
  readonly revision: number;
  /** Requests made in this generation. */
  readonly requests: number;
  /** True once a request of this generation may have acted without telling us. */
  readonly doubtful: boolean;
  /** When the key may first have reached the upstream (ms since the epoch): its lifetime counts from here. */
  readonly firstSentAt: number;
  /** When the last request ended or, while `started`, must have ended (ms since the epoch). */
  readonly lastSentUntil: number;
  /** How the last request failed. */
  readonly failure?: StepFailure;
  /** Place in the order of completion, from 1; undo goes backwards. */
  readonly completion?: number;
  /** Of a step that is completed or vouched for. */
  readonly result?: StepResult;
  /** Of a step that a person has said something about; in this generation. */
  readonly word?: PersonsWord;
  readonly undo?: UndoCall;
  /** Objects that undos of earlier generations have taken back: a lookup that finds one has not found this generation. */
  readonly takenBack?: readonly TakenBack[];
}

export interface StepFailure {
  readonly kind: UpstreamFailure;
  readonly status?: number | undefined;
  /** Short and stable: `READ_TIMEOUT`, `HTTP_500` … */
  readonly code?: string;
  /** What the upstream or the network said, sanitized and shortened. */
  readonly detail?: string;
}

export type StepResult =
  /** What the upstream answered, before the schema. */
  | { readonly kind: 'json'; readonly json: Json }
  /** What the step's `lookup` gave: as the handler gets it. */
  | { readonly kind: 'looked-up'; readonly json: Json }
  /** An empty answer. */
  | { readonly kind: 'nothing' }
  /** It was too big to keep: a later run cannot have it back. */
  | { readonly kind: 'not-kept' };

export type StepState =
  /** Nothing of this generation can have happened: not sent, or refused for now. */
  | 'ready'
  /** A request is under way, or the run that made it died: it may have acted. */
  | 'started'
  /** The request ended without telling whether it acted. */
  | 'unsettled'
  | 'completed'
  /** A definite no: nothing happened, and the next start is a new generation. */
  | 'refused'
  /** Nobody but a person can say whether it happened. */
  | 'unknown'
  /** A person says that it happened; the result they gave has yet to be checked. */
  | 'vouched'
  /** Completed, then taken back. */
  | 'undone';

/** What a person has found out about a step whose outcome nothing else could tell. */
export interface PersonsWord {
  /** `done`: it happened, and this is what the upstream answered. `retry`: it did not; do it. */
  readonly says: 'done' | 'retry';
  readonly by: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** The operation that it was said in, as it is kept for the record. */
  readonly operation: string;
}

const states: Readonly<Record<StepState, true>> = {
  ready: true,
  started: true,
  unsettled: true,
  completed: true,
  refused: true,
  unknown: true,
  vouched: true,
  undone: true,
};

/** Whether this code knows what a record means: a newer version may have more states, or say that it is newer. */
export function isReadable({ state, version = 1 }: StepRecord): boolean {
  return version <= stepRecordVersion && Object.hasOwn(states, state);
}
