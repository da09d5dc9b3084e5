import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import { isUpstreamError, UpstreamError, type Disposition } from '../contract/upstream-error.ts';
import type { CallContext } from './call-context.ts';
import { undoOptions } from './completed-step.ts';
import { callStep } from './call-step.ts';
import type { StepJournal } from './step-journal.ts';
import type { StepRecord } from './step-record.ts';
import type { UndoPlan } from './step-store.ts';
import { undoName, undoOrder } from './undo-order.ts';

export interface Undoing {
  readonly definitions: readonly UpstreamDefinition[];
  readonly journal: StepJournal;
  readonly context: CallContext;
}

/** Takes an event's completed steps back, last first; goes on where an earlier run stopped. */
export async function undoEvent(
  why: Pick<UndoPlan, 'reason' | 'error'>,
  { definitions, journal, context }: Undoing,
): Promise<'undone' | 'nothing-to-undo'> {
  const { doubtful, toUndo, forGood } = undoOrder(await journal.all());
  const [first] = doubtful;
  if (first !== undefined) throw outcomeUnknown(first);

  const begun = (await journal.undoPlan())?.state === 'undoing';
  if (toUndo.length === 0 && !begun) return 'nothing-to-undo';
  if (!begun) await journal.writeUndo({ ...why, state: 'undoing' });
  for (const [index, record] of toUndo.entries()) {
    const behind = [...toUndo.slice(index), ...forGood];
    await undoStep(record, behind, { definitions, journal, context });
  }
  return 'undone';
}

/**
 * The undoing that an earlier run began, or a person. A run's is over only when its event has become a dead
 * letter and begins afresh: a run that dies between the last undo and the dead letter must not begin it again.
 * A person's is never over: the handler would do again what they refused, and it does not know of them.
 */
export async function pendingUndo({ journal, context }: Undoing): Promise<UndoPlan | undefined> {
  const plan = await journal.undoPlan();
  if (plan?.state !== 'undoing') return undefined;
  const begunAfresh = context.attempt === 1 && undoOrder(await journal.all()).toUndo.length === 0;
  if (plan.by !== undefined || !begunAfresh) return plan;
  await journal.writeUndo({ ...plan, state: 'undone' });
  return undefined;
}

async function undoStep(
  record: StepRecord,
  left: readonly StepRecord[],
  { definitions, journal, context }: Undoing,
): Promise<void> {
  const definition = definitions.find(({ name }) => name === record.upstream);
  if (definition === undefined || record.undo === undefined) {
    throw undoFailed(record, left, `No upstream "${record.upstream}" is declared any more.`);
  }
  const { method, path } = record.undo;
  const options = undoOptions(record.undo, undoName(record));
  try {
    const reader = { name: definition.name, get: noLookup, head: noLookup };
    await callStep({
      ...{ definition, method, path, options, reader, journal, context },
      undoing: true,
    });
  } catch (error) {
    if (!isUpstreamError(error)) throw error;
    if (error.disposition.kind === 'dead-letter')
      throw undoFailed(record, left, error.message, error);
    if (error.disposition.kind === 'park') throw error;
    throw withDisposition(error, failedToUndo(record, left, error.message), {
      ...error.disposition,
      whenExhausted: 'undo-failed',
    });
  }
  await journal.write({ ...record, state: 'undone' });
}

function undoFailed(
  record: StepRecord,
  left: readonly StepRecord[],
  why: string,
  cause?: UpstreamError,
): UpstreamError {
  const message = failedToUndo(record, left, why);
  const disposition = { kind: 'dead-letter', reason: 'undo-failed' } as const;
  return cause === undefined
    ? ofRecord(record, message, disposition)
    : withDisposition(cause, message, disposition);
}

function failedToUndo(record: StepRecord, left: readonly StepRecord[], why: string): string {
  const behind = left.map(({ step, upstream }) => `"${step}" at ${upstream}`).join(', ');
  return `Taking back step "${record.step}" failed. Still done: ${behind}. ${why}`;
}

function outcomeUnknown(record: StepRecord): UpstreamError {
  const message = `Nothing is taken back while the outcome of step "${record.step}" at ${record.upstream} is unknown.`;
  return ofRecord(record, message, { kind: 'dead-letter', reason: 'outcome-unknown' });
}

function ofRecord(record: StepRecord, message: string, disposition: Disposition): UpstreamError {
  return new UpstreamError(message, {
    upstream: record.upstream,
    endpoint: 'default',
    step: record.step,
    failure: record.failure?.kind ?? 'unclear',
    status: record.failure?.status,
    disposition,
    userMessage: 'This could not be completed. We are looking into it.',
    detail: '',
  });
}

function withDisposition(
  error: UpstreamError,
  message: string,
  disposition: Disposition,
): UpstreamError {
  const { upstream, endpoint, step, failure, status, userMessage, detail } = error;
  return new UpstreamError(message, {
    ...{ upstream, endpoint, step, failure, status, userMessage, detail },
    disposition,
    cause: error,
  });
}

function noLookup(): never {
  throw new TypeError('An undo has no lookup.');
}
