import type { StepRecord } from '../upstream/step-record.ts';
import type { EventDossier } from './event-dossier.ts';
import type { TraceEntry } from './trace.ts';

/** Maximum difference between the times that a log line and a record give for the same thing. */
const sameMomentMs = 60_000;

/**
 * What a run wrote into the tables but no log line shows: a run that was killed logs no outcome, and its log
 * lines may be lost with its environment. Pure.
 */
export function unloggedEntries(
  dossier: EventDossier | undefined,
  logged: readonly TraceEntry[],
): TraceEntry[] {
  if (dossier === undefined) return [];
  const steps = dossier.steps.flatMap((step) =>
    isLoggedStep(step, logged) ? [] : stepEntry(step),
  );
  return [...attemptEntry(dossier, logged), ...steps];
}

function attemptEntry(
  { startedAt, attempts, state, lastError }: EventDossier,
  logged: readonly TraceEntry[],
): TraceEntry[] {
  if (startedAt === undefined || state === 'done') return [];
  const isLogged = logged.some(
    ({ what, at }) =>
      (what === 'attempt' || what === 'outcome' || what === 'dead-lettered') &&
      Date.parse(at) >= startedAt - sameMomentMs,
  );
  if (isLogged) return [];
  const end =
    state === 'running'
      ? 'it is still running, or was killed and its lease has not expired'
      : 'it logged no outcome: its environment was killed, or its log was lost';
  const summary = `number ${String(Math.max(1, attempts))} begins; ${end}`;
  return [{ at: iso(startedAt), what: 'attempt', summary, facts: { attempts, lastError } }];
}

/** Each repeated request has its own line: only one that began with or after this generation counts. */
function isLoggedStep({ step, firstSentAt }: StepRecord, logged: readonly TraceEntry[]): boolean {
  return logged.some(
    ({ what, at, facts }) =>
      what === 'upstream-call' &&
      facts['step'] === step &&
      Date.parse(at) >= firstSentAt - sameMomentMs,
  );
}

function stepEntry({ step, upstream, state, firstSentAt, key }: StepRecord): TraceEntry[] {
  if (firstSentAt <= 0 || state === 'ready') return [];
  const summary = `${upstream}: step ${step} was recorded before its request, and is ${stateWords[state]}`;
  return [
    { at: iso(firstSentAt), what: 'upstream-call', summary, facts: { step, upstream, state, key } },
  ];
}

const stateWords: Readonly<Record<StepRecord['state'], string>> = {
  ready: 'ready to be sent again',
  started: 'without a recorded response',
  unsettled: 'unsettled: the next run asks the upstream, or repeats it under the same key',
  refused: 'refused',
  unknown: 'unknown: an operator must decide',
  vouched: 'done, confirmed by an operator',
  completed: 'done',
  undone: 'undone',
};

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
