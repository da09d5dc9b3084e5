import { randomBytes } from 'node:crypto';
import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import type { Clearing } from '../../../lambdas/operations/clear-integration.ts';
import { matches } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import { openOperation } from '../../../lambdas/operations/open-operation.ts';
import { nothingDone } from '../../../lambdas/operations/operation.ts';
import type { Operation, SpokenWord } from '../../../lambdas/operations/operation.ts';
import { speakWord } from '../../../lambdas/operations/speak-word.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clearCommand } from './clear-command.ts';
import { dossierOf, findLetters } from './find-letters.ts';
import { findStep, type FoundStep } from './find-step.ts';
import type { GivenWord } from './resolve-options.ts';
import { historyText, noteText, wordText } from './resolve-text.ts';

/** One event in its dead-letter queue, and the step of it that an operator speaks of. */
interface Meant extends FoundStep {
  readonly integration: string;
  readonly eventId: string;
  readonly letters: readonly DeadLetter[];
}

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
  const { event = '' } = filter;
  const found = (await findLetters(stage, office, integrations, event))
    .map(({ integration, letters }) => ({
      integration,
      letters: letters.filter((letter) => letter.copies.length > 0 && matches(filter, letter)),
    }))
    .filter(({ letters }) => letters.length > 0);
  const [only] = found;
  if (only === undefined) {
    throw new ExplainedError(`No dead letter of stage "${stage.stage}" is called "${event}".`, {
      nextStep: `Those that lie in a dead-letter queue: npm run breakwater -- dlq list --stage ${stage.stage}`,
    });
  }
  if (found.length > 1) {
    throw new ExplainedError(`"${event}" lies in more than one dead-letter queue.`, {
      nextStep: `Say which: --integration ${found.map(({ integration }) => integration).join(', or --integration ')}`,
    });
  }
  const { integration, letters } = only;
  const eventId = letters[0]?.eventId ?? '';
  const dossier: EventDossier | undefined =
    eventId === '' ? undefined : await dossierOf(stage, integration, eventId);
  if (dossier === undefined) {
    throw new ExplainedError(`Nothing is known of any step of "${event}".`, {
      nextStep: `Look at it: npm run breakwater -- dlq show ${event} --stage ${stage.stage}`,
    });
  }
  return { integration, eventId, letters, ...findStep(dossier, given, Date.now()) };
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
