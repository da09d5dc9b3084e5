import type { Json } from '../processor/outcome.ts';
import type { PersonsWord, StepRecord, StepResult, StepState } from './step-record.ts';

/** Why a person's word on a step is not taken. */
export type WordRefusal =
  /** The outcome is known: there is nothing to say. */
  | { readonly kind: 'known'; readonly state: StepState }
  /** A request may be under way until then (ms since the epoch). */
  | { readonly kind: 'under-way'; readonly until: number }
  /** It is done for certain, only its result cannot be had: doing it again would be a second effect. */
  | { readonly kind: 'would-repeat' };

/** States in which only more knowledge helps. */
const open: ReadonlySet<StepState> = new Set(['started', 'unsettled', 'unknown', 'vouched']);

/** Why nobody's word is needed on a step, or none yet; undefined where it is taken. */
export function wordRefusal(
  record: StepRecord,
  says: PersonsWord['says'],
  now: number,
): WordRefusal | undefined {
  const { state, word, lastSentUntil } = record;
  if (state === 'started' && now < lastSentUntil)
    return { kind: 'under-way', until: lastSentUntil };
  // Said before, and nothing has come of it yet: a second thought.
  if (open.has(state) || (state === 'refused' && word !== undefined)) return undefined;
  if (state !== 'completed') return { kind: 'known', state };
  return says === 'done' ? undefined : { kind: 'would-repeat' };
}

/**
 * The record of a step after a person's word. `retry` makes it a step that was refused: the next run
 * starts it afresh, in the next generation and under its key. `done` makes it one that is vouched for: the
 * next run checks the result with the step's schema, which only the handler has.
 */
export function withWord(record: StepRecord, word: PersonsWord, result: StepResult): StepRecord {
  const { result: _before, ...facts } = record;
  const next = { ...facts, word, revision: record.revision + 1, runId: word.operation };
  return word.says === 'retry'
    ? { ...next, state: 'refused', doubtful: false }
    : { ...next, state: 'vouched', result };
}

/** What a person says that the upstream answered; undefined where there was nothing to answer. */
export function resultInWord(json: Json | undefined): StepResult {
  return json === undefined ? { kind: 'nothing' } : { kind: 'json', json };
}
