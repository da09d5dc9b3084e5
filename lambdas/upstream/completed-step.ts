import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { StepOptions, UndoCall } from '../contract/upstream-client.ts';
import type { Json } from '../processor/outcome.ts';
import { unreadableStep, wordMismatch } from './failed-call.ts';
import { outboundCall, type OutboundCall } from './outbound-call.ts';
import { checkAnswer } from './read-answer.ts';
import type { StepCall } from './step-call.ts';
import type { StepRecord, StepResult } from './step-record.ts';

/** DynamoDB takes items of 400 KB; a result has to leave room for the rest of its record. */
export const longestResultBytes = 256_000;
const longestUndoBytes = 32_000;

/** Writes down that the step is done, and how to take it back. Returns what the handler gets. */
export async function complete(
  { journal, options, definition, context }: StepCall,
  record: StepRecord,
  result: StepResult,
  value: unknown,
): Promise<unknown> {
  const undo = undoOf(options, value, definition);
  const kept = fits(result) ? result : ({ kind: 'not-kept' } as const);
  if (kept !== result) {
    context.log.warn('The result of a step is too big to keep', { step: options.step });
  }
  await journal.write({
    ...record,
    state: 'completed',
    doubtful: false,
    lastSentUntil: context.clock.now(),
    completion: record.completion ?? (await journal.nextCompletion()),
    result: kept,
    ...('call' in undo && { undo: undo.call }),
  });
  if ('mistake' in undo) throw undo.mistake;
  return value;
}

/** Gives a completed step's result back instead of calling again. */
export async function recall(
  { journal, options, definition, context }: StepCall,
  call: OutboundCall,
  record: StepRecord,
  fingerprint: string,
): Promise<unknown> {
  if (record.fingerprint !== fingerprint) {
    context.log.warn('A completed step is asked for with another request; its result stands', {
      step: options.step,
    });
  }
  const value = await recalledValue(call, record.result);
  if (record.undo === undefined && options.undo !== undefined) {
    const undo = undoOf(options, value, definition);
    if ('mistake' in undo) throw undo.mistake;
    if ('call' in undo) await journal.write({ ...record, undo: undo.call });
  }
  return value;
}

/** Completes a step by a person's word, if what they say it answered is what the handler expects. */
export async function takeWord(
  step: StepCall,
  call: OutboundCall,
  record: StepRecord,
): Promise<unknown> {
  const { result = { kind: 'nothing' }, word } = record;
  if (call.expect === 'nothing') return complete(step, record, { kind: 'nothing' }, undefined);
  const json = result.kind === 'json' ? result.json : undefined;
  const answer = await checkAnswer(json, call.schema);
  if (answer.kind === 'answer') return complete(step, record, result, answer.value);
  const { eventId } = step.context.webhook;
  throw wordMismatch(call, { eventId, by: word?.by ?? 'somebody', problem: answer.problem });
}

async function recalledValue(call: OutboundCall, result: StepResult | undefined): Promise<unknown> {
  if (result === undefined || result.kind === 'not-kept') {
    throw unreadableStep(call, 'its result was too big to be kept');
  }
  if (result.kind === 'looked-up') return result.json;
  // No schema was asked when it came either: nothing was expected, or there was nothing left to delete.
  if (result.kind === 'nothing' && (call.expect === 'nothing' || call.method === 'DELETE')) {
    return undefined;
  }
  const json: Json | undefined = result.kind === 'json' ? result.json : undefined;
  const answer = await checkAnswer(json, call.schema);
  if (answer.kind === 'malformed') throw unreadableStep(call, answer.problem);
  return answer.value;
}

/** An undo as the options of a step. What is to be deleted and is not there is as good as deleted. */
export function undoOptions({ method, path: _, ...undo }: UndoCall, step: string): StepOptions {
  const deletes = method === 'DELETE';
  return {
    ...undo,
    step,
    expect: 'nothing',
    repeatable: undo.repeatable ?? deletes,
    ...(deletes && { statuses: { 404: 'done', 410: 'done' } }),
  };
}

/** The call that the step's `undo` returns for a result, as the record keeps it; undefined if it returns none. */
export function undoCallOf(
  { options, definition }: StepCall,
  value: unknown,
): UndoCall | undefined {
  const undo = undoOf(options, value, definition);
  return 'call' in undo ? undo.call : undefined;
}

type Undo = { readonly call: UndoCall } | { readonly mistake: unknown } | { readonly none: true };

/** A mistake in an undo is the handler's, and must not make the step look undone: it is thrown later. */
function undoOf(
  { undo, step }: StepCall['options'],
  value: unknown,
  definition: UpstreamDefinition,
): Undo {
  if (undo === undefined) return { none: true };
  try {
    const given: unknown = undo(value);
    const text = JSON.stringify(given) as string | undefined;
    const call = JSON.parse(text ?? 'null') as UndoCall | null;
    if (call === null || !isUndoCall(call)) {
      const came = call === null ? String(text) : `the method ${String(call.method)}`;
      throw new TypeError(
        `The \`undo\` of step "${step}" returns at once, not as a promise, an object with \`method\` ` +
          `(${undoMethods.join(', ')}) and \`path\`; got ${came}. The step is done all the same.`,
      );
    }
    outboundCall(definition, call.method, call.path, undoOptions(call, step), 'tried-out');
    if (bytesOf(call) > longestUndoBytes) {
      throw new TypeError(`An undo is kept with its step: it can have ${longestUndoBytes} bytes.`);
    }
    return { call };
  } catch (mistake) {
    return { mistake };
  }
}

const undoMethods: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

function isUndoCall({ method, path }: UndoCall): boolean {
  return undoMethods.includes(method) && typeof path === 'string';
}

function fits(result: StepResult): boolean {
  return 'json' in result ? bytesOf(result.json) <= longestResultBytes : true;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
