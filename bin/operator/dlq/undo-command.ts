import type { Clearing } from '../../../lambdas/operations/clear-integration.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { refuseEvent } from '../../../lambdas/operations/refuse-event.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clearCommand } from './clear-command.ts';
import { findOneEvent, type FoundEvent } from './find-one-event.ts';
import { findUndo } from './find-undo.ts';
import { undoText } from './undo-text.ts';

/**
 * Shows which steps of an event would be taken back, or, with `--yes`, writes down that it is refused for
 * good and replays it: its next run takes them back instead of running the handler.
 */
export async function undoCommand(
  call: CommandCall,
  stage: StageAccess,
  office: DeadLetterOffice,
  integrations: readonly string[],
  clearing: Clearing,
): Promise<CommandResult> {
  const found = await findOneEvent(stage, office, integrations, clearing.filter);
  const { toUndo, forGood } = findUndo(found, Date.now());
  const { json, text, ...result } = await clearCommand(call, office, [found.integration], {
    ...clearing,
    undo: true,
    // It comes back to be undone, not to be tried once more.
    despiteReturns: true,
    prepare: (operation) => refuse(found, operation, office),
  });
  const named = { eventId: found.eventId, toUndo, forGood, by: clearing.by, why: clearing.why };
  return {
    ...result,
    json: {
      ...(json as object),
      undo: {
        takenBack: toUndo.map(({ step, upstream, undo }) => ({
          ...{ step, upstream, method: undo?.method, path: undo?.path },
        })),
        staysDone: forGood.map(({ step, upstream }) => ({ step, upstream })),
      },
    },
    text: [undoText(named), text].join('\n\n'),
  };
}

/** The event first: whoever finds a dead letter refused can rely on what is written there. */
async function refuse(
  { integration, eventId, letters }: FoundEvent,
  operation: Operation,
  { steps, book }: DeadLetterOffice,
): Promise<void> {
  await refuseEvent({ integration, eventId }, operation, steps);
  const { id, by, why } = operation;
  const entry = { at: Date.now(), what: 'refused', operation: id, by, why } as const;
  await Promise.all(letters.map((letter) => book.resolve(letter, entry)));
}
