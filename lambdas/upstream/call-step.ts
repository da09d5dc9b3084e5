import type { Json } from '../processor/outcome.ts';
import { jsonText } from '../runtime/json-text.ts';
import { complete, longestResultBytes, recall, takeWord, undoCallOf } from './completed-step.ts';
import { stuckStep, tooEarlyToKnow } from './failed-call.ts';
import { outboundCall, type OutboundCall } from './outbound-call.ts';
import type { StepCall } from './step-call.ts';
import { requestFingerprint, stepKey } from './step-key.ts';
import { keyHoldsError, meansOf, nextMove, type Means } from './step-moves.ts';
import { StepUsageError } from './step-name.ts';
import type { StepRecord } from './step-record.ts';
import { sendStep, type PlannedStep } from './step-send.ts';
import { foundTakenBack, mayBeTakenBack, takenBackIn } from './taken-back.ts';

/** Makes a step unless it is known to be done. Whatever happens, its record tells what is known. */
export async function callStep(step: StepCall): Promise<unknown> {
  const { definition, journal, options, context } = step;
  const means = meansOf(definition.idempotency, options, context.clockSkewMs);
  const keyOf = (generation: number, takenBack = 0) => {
    if (options.key === undefined) return stepKey(journal.event, options.step, generation);
    // Under the old key, the upstream would answer with the undone object.
    return takenBack === 0 ? options.key : stepKey(options.key, options.step, takenBack + 1);
  };
  const build = (key: string) => outboundCall(definition, step.method, step.path, options, key);

  // Built before anything is written, so that a mistake in the call is no state of the step.
  const draft = build(keyOf(0));
  draft.headers();
  const fingerprint = requestFingerprint(
    draft.method,
    draft.url.pathname + draft.url.search,
    draft.body,
  );
  for (;;) {
    const now = context.clock.now();
    const record = await journal.find(options.step);
    const move = nextMove(record, means, now);
    switch (move.kind) {
      case 'recall':
        return recall(step, draft, move.record, fingerprint);
      case 'take-word':
        return takeWord(step, draft, move.record);
      case 'wait':
        throw tooEarlyToKnow(draft, move.until);
      case 'stuck':
        if (move.record.state !== 'unknown') {
          await journal.write({ ...move.record, state: 'unknown' });
        }
        throw stuckStep(draft, move.record);
      case 'ask': {
        const found = await options.lookup?.(step.reader, move.record.key);
        if (found === null || found === false || isEmptyList(found)) {
          throw noAnswer(step, found);
        }
        if (found !== undefined) return lookedUp(step, draft, move.record, found);
        await journal.write(notHappened(move.record, means));
        continue;
      }
      case 'send': {
        const same = move.fresh ? undefined : record;
        const doubtful = same !== undefined && same.state !== 'ready';
        if (doubtful && same.fingerprint !== fingerprint) {
          context.log.warn('A step is repeated under its key with another request', {
            step: options.step,
          });
        }
        const takenBack = takenBackIn(record);
        const planned: PlannedStep = {
          step: options.step,
          upstream: definition.name,
          state: 'started',
          generation: move.generation,
          key: keyOf(move.generation, takenBack.length),
          fingerprint,
          requests: requestsOf(same),
          doubtful,
          firstSentAt: doubtful ? same.firstSentAt : now,
          lastSentUntil: context.run.deadline,
          ...(takenBack.length > 0 && { takenBack }),
        };
        return sendStep(step, build(planned.key), planned, means);
      }
    }
  }
}

async function lookedUp(
  step: StepCall,
  call: OutboundCall,
  record: StepRecord,
  found: unknown,
): Promise<unknown> {
  const written = jsonText(found, longestResultBytes);
  const json = written.kind === 'text' ? (JSON.parse(written.text) as Json) : null;
  if (mayBeTakenBack(json, undoCallOf(step, found), takenBackIn(record))) {
    // The upstream may have another object in addition to this one.
    const unknown = { ...record, state: 'unknown', failure: foundTakenBack } as const;
    await step.journal.write(unknown);
    throw stuckStep(call, unknown);
  }
  if (written.kind === 'text') return complete(step, record, { kind: 'looked-up', json }, found);
  // The step is still done, but a later run cannot read its result.
  step.context.log.warn('The result of a step was not kept', {
    step: step.options.step,
    why: written.why,
  });
  return complete(step, record, { kind: 'not-kept' }, found);
}

/** Taken for "it happened", it would lose the effect; taken for "it did not", it could repeat one. */
function noAnswer({ options: { step } }: StepCall, found: unknown): StepUsageError {
  return new StepUsageError(
    `The \`lookup\` of step "${step}" gave ${JSON.stringify(found)}. It gives what the call would have given, or \`undefined\` ` +
      'where the step did not happen.',
  );
}

/** A search that found nothing, returned as it came. */
function isEmptyList(found: unknown): boolean {
  return Array.isArray(found) && found.length === 0;
}

/** A run that died has made one more than it could write down. */
function requestsOf(record: StepRecord | undefined): number {
  if (record === undefined) return 0;
  return record.requests + (record.state === 'started' ? 1 : 0);
}

/** A lookup said no. Under a key that brings a stored error back, the step has to start afresh. */
function notHappened(record: StepRecord, means: Means): PlannedStep {
  const state = keyHoldsError(record, means) ? 'refused' : 'ready';
  return { ...record, state, doubtful: false };
}
