import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import { chooseStep } from '../../../lambdas/operations/step-in-doubt.ts';
import type { WordRefusal } from '../../../lambdas/upstream/persons-word.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { localTime } from '../time-words.ts';
import { refuseUnlessOpen } from './find-one-event.ts';
import type { GivenWord } from './resolve-options.ts';

export interface FoundStep {
  readonly record: StepRecord;
  /** Steps that need a word of their own before the event can be replayed. */
  readonly stillUnknown: readonly string[];
}

/**
 * The step that an operator's word is about.
 * @throws ExplainedError where there is none, or it needs no word
 */
export function findStep(dossier: EventDossier, word: GivenWord, now: number): FoundStep {
  refuseUnlessOpen(dossier);
  const { eventId, steps } = dossier;
  const choice = chooseStep(steps, word.step, word.says, now);
  switch (choice.kind) {
    case 'step':
      return choice;
    case 'several':
      throw new ExplainedError(`${eventId} has more than one step in doubt.`, {
        nextStep: `Say which: --step ${choice.names.join(', or --step ')}`,
      });
    case 'none':
      throw new ExplainedError(
        word.step === undefined
          ? `No step of ${eventId} is in doubt.`
          : `${eventId} has no step "${word.step}".`,
        {
          nextStep:
            choice.names.length === 0
              ? 'It has no steps at all: replay it without --resolve.'
              : `Its steps are: ${choice.names.join(', ')}.`,
        },
      );
    case 'refused':
      throw refusal(choice.record, choice.because);
  }
}

function refusal({ step }: StepRecord, because: WordRefusal): ExplainedError {
  switch (because.kind) {
    case 'known':
      return new ExplainedError(`Step "${step}" is not in doubt: it is ${because.state}.`, {
        nextStep: 'Replay the event without --resolve; the step goes on from there.',
      });
    case 'under-way':
      return new ExplainedError(
        `A request of step "${step}" may be under way until ${localTime(because.until)}.`,
        { nextStep: 'Say it after that, when you have looked again.' },
      );
    case 'would-repeat':
      return new ExplainedError(
        `Step "${step}" is done for certain; doing it again would be a second effect.`,
        {
          nextStep:
            'If only its result is missing: --resolve done --result <json>. If it was taken back by hand at the ' +
            'upstream, discard this event and have its provider send a new one.',
        },
      );
  }
}
