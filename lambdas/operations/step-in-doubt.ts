import { wordRefusal, type WordRefusal } from '../upstream/persons-word.ts';
import type { PersonsWord } from '../upstream/step-record.ts';
import type { StepRecord } from '../upstream/step-record.ts';

/** Which step a person's word is about. */
export type StepChoice =
  | {
      readonly kind: 'step';
      readonly record: StepRecord;
      /** Steps of which nobody can say either what became of them: they need a word of their own. */
      readonly stillUnknown: readonly string[];
    }
  | { readonly kind: 'refused'; readonly record: StepRecord; readonly because: WordRefusal }
  /** More than one may be meant. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  | { readonly kind: 'none'; readonly names: readonly string[] };

/** @param name as the person gave it; undefined where there can be only one */
export function chooseStep(
  steps: readonly StepRecord[],
  name: string | undefined,
  says: PersonsWord['says'],
  now: number,
): StepChoice {
  const record = name === undefined ? theOnly(steps, says, now) : byName(steps, name);
  if (!('step' in record)) return record;
  const because = wordRefusal(record, says, now);
  if (because !== undefined) return { kind: 'refused', record, because };
  const stillUnknown = steps.filter((one) => one !== record && one.state === 'unknown');
  return { kind: 'step', record, stillUnknown: namesOf(stillUnknown) };
}

function byName(steps: readonly StepRecord[], name: string): StepRecord | StepChoice {
  return steps.find(({ step }) => step === name) ?? { kind: 'none', names: namesOf(steps) };
}

/** Those that only a person can settle come first, then those that nobody has settled yet. */
function theOnly(
  steps: readonly StepRecord[],
  says: PersonsWord['says'],
  now: number,
): StepRecord | StepChoice {
  const unknown = steps.filter(({ state }) => state === 'unknown');
  const open = steps.filter(
    (record) => record.state !== 'completed' && wordRefusal(record, says, now)?.kind !== 'known',
  );
  const meant = unknown.length > 0 ? unknown : open;
  const [only] = meant;
  if (only === undefined) return { kind: 'none', names: namesOf(steps) };
  return meant.length === 1 ? only : { kind: 'several', names: namesOf(meant) };
}

function namesOf(steps: readonly StepRecord[]): string[] {
  return steps.map(({ step }) => step);
}
