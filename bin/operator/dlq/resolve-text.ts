import type { SpokenWord } from '../../../lambdas/operations/operation.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { indent } from '../../terminal/explained-error.ts';
import { formatFacts } from '../../terminal/facts.ts';
import { fit } from '../../terminal/fit.ts';
import { localTime } from '../time-words.ts';

const shownResult = 200;

interface Told {
  readonly eventId: string;
  readonly record: StepRecord;
  readonly stillUnknown: readonly string[];
}

/** What is known of the step, and what the operator's word makes of it. */
export function wordText(word: SpokenWord, { eventId, record, stillUnknown }: Told): string {
  const { step, upstream, state, generation, requests, key, firstSentAt, failure } = record;
  const facts = formatFacts({
    step: `${step} at ${upstream}`,
    known: `${state} after ${String(requests)} ${requests === 1 ? 'request' : 'requests'}, the first at ${localTime(firstSentAt)}`,
    'last answer': failure && (failure.code ?? failure.kind),
    key: `${key} (generation ${String(generation)})`,
    'you say': said(word),
    then:
      word.says === 'done'
        ? 'it counts as done if the next run finds that this is what its `response` expects'
        : `it is done again, as generation ${String(generation + 1)}, under another key`,
  });
  const others = stillUnknown.length > 0 ? [waiting(stillUnknown)] : [];
  return [eventId, indent([facts, ...others].join('\n'))].join('\n');
}

/** What was noted, where the event cannot be replayed yet. */
export function noteText({ step }: SpokenWord, { eventId, stillUnknown }: Told): string {
  return `Noted of step "${step}" of ${eventId}. ${waiting(stillUnknown)}`;
}

/** For the history of a dead letter. */
export function historyText(word: SpokenWord, why: string): string {
  const of = `step "${word.step}": ${word.says === 'done' ? 'it was done' : 'it was not done'}`;
  return why === '' ? of : `${of}; ${why}`;
}

function said({ says, result }: SpokenWord): string {
  if (says === 'retry') return 'it did not happen';
  return result === undefined
    ? 'it happened, and answered nothing'
    : `it happened, and answered ${fit(result, shownResult)}`;
}

function waiting(names: readonly string[]): string {
  return `The event is not replayed before you say of ${names.map((name) => `"${name}"`).join(', ')} too what became of it.`;
}
