import { randomBytes } from 'node:crypto';
import type { Clearing } from '../../../lambdas/operations/clear-integration.ts';
import type { DeadLetterFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { openOperation } from '../../../lambdas/operations/open-operation.ts';
import { nothingDone } from '../../../lambdas/operations/operation.ts';
import type { Operation, SpokenWord } from '../../../lambdas/operations/operation.ts';
import { speakWord } from '../../../lambdas/operations/speak-word.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clearCommand } from './clear-command.ts';
import { findOneEvent, type FoundEvent } from './find-one-event.ts';
import { findStep, type FoundStep } from './find-step.ts';
import type { GivenWord } from './resolve-options.ts';
import { historyText, noteText, wordText } from './resolve-text.ts';

/** One event in its dead-letter queue, and the step of it that an operator speaks of. */
type Meant = Omit<FoundEvent, 'dossier'> & FoundStep;

/**
 * Shows what an operator's word would do, or, with `--yes`, writes it down with its step and replays the
 * event, which is held to that word.
 */
export async function resolveCommand(
  call: CommandCall,
  stage: StageAccess,
  office: DeadLetterOffice,
  integrations: readonly string[],
  given: GivenWord,
  clearing: Clearing,
): Promise<CommandResult> {
  const meant = await findMeant(stage, office, integrations, given, clearing.filter);
  const word: SpokenWord = { ...given, step: meant.record.step };
  const prepare = (operation: Operation): Promise<void> => speak(meant, word, operation, office);
  const told = { ...word, upstream: meant.record.upstream, stillUnknown: meant.stillUnknown };

  const only = meant.stillUnknown.length > 0;
  if (only && call.options['yes'] === true) {
    const operation = await noteOnly(meant, word, clearing, office, prepare);
    return {
      json: { dryRun: false, word: told, operation, integrations: [] },
      text: noteText(word, meant),
      needsAttention: true,
    };
  }
  const { json, text, ...result } = await clearCommand(call, office, [meant.integration], {
    ...clearing,
    word,
    prepare,
  });
  return {
    ...result,
    json: { ...(json as object), word: told },
    text: [wordText(word, meant), text].join('\n\n'),
  };
}

async function findMeant(
  stage: StageAccess,
  office: DeadLetterOffice,
  integrations: readonly string[],
  given: GivenWord,
  filter: DeadLetterFilter,
): Promise<Meant> {
  const { dossier, ...found } = await findOneEvent(stage, office, integrations, filter);
  return { ...found, ...findStep(dossier, given, Date.now()) };
}

/** The step first: whoever finds a dead letter resolved can rely on what is written there. */
async function speak(
  { integration, eventId, record, letters, stillUnknown }: Meant,
  word: SpokenWord,
  { id, by, why }: Operation,
  office: DeadLetterOffice,
): Promise<void> {
  const at = Date.now();
  const event = { integration, eventId };
  const taken = await speakWord(record, word, { by, at, operation: id }, event, office.steps);
  if (!taken) {
    throw new ExplainedError(`Step "${word.step}" of ${eventId} has changed meanwhile.`, {
      nextStep: `Look again: npm run breakwater -- dlq show ${eventId}`,
    });
  }
  if (stillUnknown.length > 0) return;
  const entry = { at, what: 'resolved', operation: id, by, why: historyText(word, why) } as const;
  await Promise.all(letters.map((letter) => office.book.resolve(letter, entry)));
}

/** Of several unknown steps, one more is known now; the event waits for a word on the others. */
async function noteOnly(
  { integration }: Meant,
  word: SpokenWord,
  { filter, by, why }: Clearing,
  { operations }: DeadLetterOffice,
  prepare: (operation: Operation) => Promise<void>,
): Promise<string> {
  const now = Date.now();
  const { operation } = await openOperation(
    operations,
    { kind: 'replay', integration, filter, by, why, word },
    now,
    now,
    randomBytes(3).toString('hex'),
    () => Promise.resolve(false),
  );
  await prepare(operation);
  await operations.note(operation.id, nothingDone, 'finished');
  return operation.id;
}
