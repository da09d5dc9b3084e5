import { tryHere, type TriedHere } from './try-here.ts';
import { complete } from './completed-step.ts';
import { disposition, retry, type RunFacts } from './disposition.ts';
import { failedCall } from './failed-call.ts';
import type { OutboundCall } from './outbound-call.ts';
import type { GatedFailure } from './attempted.ts';
import { runFacts } from './run-facts.ts';
import type { StepCall } from './step-call.ts';
import { repeatIsSafe, type Means } from './step-moves.ts';
import type { StepRecord } from './step-record.ts';
import { stepVerdict } from './step-verdict.ts';
import { speaksAgainst } from './verdict.ts';
import type { Disposition } from '../contract/upstream-error.ts';

/** An answer within so long says that an upstream works, and that it was one call which ended in doubt. */
const answeredOfLateMs = 10 * 60_000;

/** What is known of a step right before it is sent. */
export type PlannedStep = Omit<StepRecord, 'revision' | 'runId'>;

/** Records that the step is started, sends it, and records what is known of it then. */
export async function sendStep(
  step: StepCall,
  call: OutboundCall,
  planned: PlannedStep,
  means: Means,
): Promise<unknown> {
  const { journal, context } = step;
  let started: StepRecord | undefined;
  const tried = await tryHere(
    call,
    {
      doubtful: planned.doubtful,
      asked: planned.requests > 0,
      unrepeatable: means.key === undefined && !means.lookup && !means.repeatable,
      patient: context.attempt === 1 || step.undoing,
      async beforeSend() {
        started ??= await journal.write(planned);
      },
      mayRepeat: ({ failure, status }, doubtful) =>
        !doubtful ||
        repeatIsSafe(
          { ...planned, failure: { kind: failure, status } },
          means,
          context.clock.now(),
        ),
    },
    context,
  );
  if (tried.result.kind === 'failed') {
    throw await fail(step, call, tried, tried.result, started, means);
  }
  if (started === undefined) throw new TypeError('A step was answered before it was started.');
  const { json, value } = tried.result;
  const result =
    json === undefined ? ({ kind: 'nothing' } as const) : ({ kind: 'json', json } as const);
  const requests = started.requests + tried.requests;
  return complete(step, { ...started, requests }, result, value);
}

async function fail(
  step: StepCall,
  call: OutboundCall,
  tried: TriedHere,
  failed: GatedFailure,
  started: StepRecord | undefined,
  means: Means,
): Promise<Error> {
  const facts = runFacts(call, step.context);
  // Nothing was sent in this run: what the record says, if there is one, still holds.
  if (started === undefined) return failedCall(call, failed, disposition(failed, facts));

  const record = {
    ...started,
    requests: started.requests + tried.requests,
    doubtful: tried.doubtful,
    lastSentUntil: facts.now,
    failure: {
      ...{ kind: failed.failure, status: failed.status, code: failed.code },
      ...(failed.detail !== '' && { detail: failed.detail }),
    },
  };
  const { state, becomes } = stepVerdict(record, means, facts.now);
  await step.journal.write({ ...record, state });
  switch (becomes.kind) {
    case 'as-any-call':
      return failedCall(call, failed, disposition(failed, facts));
    case 'look-up-later':
      return failedCall(
        call,
        failed,
        notBefore(facts.now + means.believableAfterMs, failed, facts),
      );
    case 'dead-letter':
      await spareTheNext(call, failed, step);
      return failedCall(call, failed, becomes);
  }
}

/**
 * Where nobody has been answered well of late, the breaker opens, and the events that come next wait for its
 * probe: at an event each few minutes no rate tells of an outage, and each of them would end in doubt as well.
 */
async function spareTheNext(
  { definition: { name, breaker } }: OutboundCall,
  failed: GatedFailure,
  { context: { gate, clock } }: StepCall,
): Promise<void> {
  // Steps that cannot be repeated do not probe: without a declared one it might never close again.
  if (breaker?.probe === undefined || !speaksAgainst(failed)) return;
  await gate?.exhausted(name, clock.now() - answeredOfLateMs);
}

/** The event comes back when a lookup can be believed; what would have waited anyhow burns no attempt. */
function notBefore(believableFrom: number, failed: GatedFailure, facts: RunFacts): Disposition {
  const plain: Disposition =
    failed.hold === undefined ? disposition(failed, facts) : { ...failed.hold, kind: 'park' };
  if (plain.kind === 'park') {
    return { ...plain, until: Math.max(plain.until, believableFrom) };
  }
  const later = retry(failed, facts);
  return { ...later, notBefore: Math.max(later.notBefore, believableFrom) };
}
