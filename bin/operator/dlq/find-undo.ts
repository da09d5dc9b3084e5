import { undoName, undoOrder, type UndoOrder } from '../../../lambdas/upstream/undo-order.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { localTime } from '../time-words.ts';
import { refuseUnlessOpen, type FoundEvent } from './find-one-event.ts';

/**
 * What would be taken back of an event that an operator refuses for good.
 * @throws ExplainedError where nothing can be, or nothing yet
 */
export function findUndo(
  { eventId, letters, dossier }: Pick<FoundEvent, 'eventId' | 'letters' | 'dossier'>,
  now: number,
): UndoOrder {
  refuseUnlessOpen(dossier);
  if (letters.every(({ reason }) => reason === 'event-id-reused')) {
    throw new ExplainedError(
      `This is another webhook under the id ${eventId}: the steps are those of the first one.`,
      { nextStep: `Nothing was done for this one: dlq discard ${eventId} --reason <text>` },
    );
  }
  const order = undoOrder(dossier.steps);
  const [doubtful = unknownUndo(order, dossier.steps)] = order.doubtful;
  if (doubtful !== undefined) throw notWhileInDoubt(eventId, doubtful, now);
  if (order.toUndo.length === 0) throw nothingToUndo(eventId, order, dossier.undo?.by);
  return order;
}

/** An undo of which nobody knows whether it happened would only fail once more. */
function unknownUndo({ toUndo }: UndoOrder, steps: readonly StepRecord[]): StepRecord | undefined {
  const names = new Set(toUndo.map(undoName));
  return steps.find(({ step, state }) => state === 'unknown' && names.has(step));
}

function notWhileInDoubt(
  eventId: string,
  { step, upstream, state, lastSentUntil }: StepRecord,
  now: number,
): ExplainedError {
  const rule = 'Nothing is taken back while that is so.';
  if (state === 'vouched') {
    return new ExplainedError(
      `What a person said of step "${step}" of ${eventId} has yet to be checked. ${rule}`,
      { nextStep: `Let a run check it first: dlq replay ${eventId} --yes` },
    );
  }
  if (state === 'started' && now < lastSentUntil) {
    return new ExplainedError(
      `A request of step "${step}" may be under way until ${localTime(lastSentUntil)}. ${rule}`,
      { nextStep: `Look again after that: dlq show ${eventId}` },
    );
  }
  return new ExplainedError(
    `Whether step "${step}" of ${eventId} happened at ${upstream} is not known (${state}). ${rule}`,
    {
      nextStep:
        'Find out there, and say it first:\n' +
        `  dlq replay ${eventId} --resolve done --result '<json>' --step ${step} --yes   or\n` +
        `  dlq replay ${eventId} --resolve retry --step ${step} --yes`,
    },
  );
}

function nothingToUndo(
  eventId: string,
  { forGood }: UndoOrder,
  refusedBy: string | undefined,
): ExplainedError {
  if (refusedBy !== undefined) {
    return new ExplainedError(
      `${refusedBy} has refused ${eventId} already, and all that can be taken back is.`,
      { nextStep: `Nobody needs it any more: dlq discard ${eventId} --reason <text>` },
    );
  }
  const done = forGood.map(({ step, upstream }) => `"${step}" at ${upstream}`).join(', ');
  return new ExplainedError(
    forGood.length === 0
      ? `Nothing of ${eventId} can be taken back: no step of it is done.`
      : `Nothing of ${eventId} can be taken back: no completed step has an \`undo\`. Done are ${done}.`,
    {
      nextStep:
        (forGood.length === 0 ? '' : 'Take back by hand, at the upstream, what must not stay. ') +
        `Then: dlq discard ${eventId} --reason <text>`,
    },
  );
}
