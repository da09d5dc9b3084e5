import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { EventDossier } from './event-dossier.ts';
import type { LogLine } from './log-line.ts';
import { unloggedEntries } from './unlogged-entries.ts';

/** One thing that happened to an event. */
export interface TraceEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly what:
    | 'received'
    | 'verified'
    | 'stored'
    | 'attempt'
    | 'upstream-call'
    | 'log'
    | 'outcome'
    | 'dead-lettered'
    | 'replayed'
    | 'discarded'
    | 'resolved'
    | 'refused';
  /** In a few words, for people. */
  readonly summary: string;
  readonly correlationId?: string | undefined;
  /** What the log line or the record says. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The life of one event, in order. Its shape is an interface: `trace --json`. */
export interface Trace {
  readonly integration: string;
  readonly eventId: string;
  /** More than one where its provider sent it more than once. */
  readonly correlationIds: readonly string[];
  /** `unknown` where no table knows it any more. */
  readonly state: 'done' | 'running' | 'waiting' | 'dead-letter' | 'discarded' | 'unknown';
  /** ISO 8601: when a waiting event is due, or the lease of a running one expires; absent if unknown. */
  readonly until?: string;
  /** Done because its integration's `types` does not list its type: nothing ran. */
  readonly ignored?: true;
  readonly entries: readonly TraceEntry[];
  readonly steps: EventDossier['steps'];
}

export interface TraceSources {
  readonly integration: string;
  readonly eventId: string;
  readonly lines: readonly LogLine[];
  readonly dossier: EventDossier | undefined;
  readonly letters: readonly DeadLetter[];
}

/** Puts together what logs and records say of one event. Pure. */
export function traceOf(sources: TraceSources): Trace {
  const { integration, eventId, lines, dossier, letters } = sources;
  const logged = lines.flatMap(entriesOfLine);
  const entries = [
    ...logged,
    ...unloggedEntries(dossier, logged),
    ...letters.flatMap((letter) => entriesOfLetter(letter, logged)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const ids = [
    ...lines.map(({ fields }) => fields['correlationId']),
    ...letters.map((l) => l.correlationId),
  ];
  const state = stateOf(dossier, letters);
  const until =
    state === 'running'
      ? dossier?.leaseEndsAt
      : state === 'waiting'
        ? dossier?.notBefore
        : undefined;
  return {
    integration,
    eventId,
    correlationIds: [
      ...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== '')),
    ],
    state,
    ...(until !== undefined && { until: iso(until) }),
    ...(dossier?.ignored === true && { ignored: true }),
    entries,
    steps: dossier?.steps ?? [],
  };
}

function stateOf(
  dossier: EventDossier | undefined,
  letters: readonly DeadLetter[],
): Trace['state'] {
  if (dossier?.state === 'done') return 'done';
  if (letters.some(({ copies }) => copies.length > 0)) return 'dead-letter';
  if (dossier?.state === 'running') return 'running';
  const last = letters.flatMap(({ history }) => history).sort((a, b) => b.at - a.at)[0];
  if (last?.what === 'discarded') return 'discarded';
  return dossier === undefined && letters.length === 0 ? 'unknown' : 'waiting';
}

function entriesOfLine({ at, fields }: LogLine): TraceEntry[] {
  const { level: _l, message, timestamp: _t, service, sampling_rate: _s, ...facts } = fields;
  const correlationId = text(fields['correlationId']);
  const entry = (what: TraceEntry['what'], summary: string, time = at): TraceEntry => ({
    at: iso(time),
    what,
    summary,
    correlationId,
    facts,
  });
  const tookMs = Number(fields['durationMs'] ?? 0);
  if (service === 'verifier' && message === 'accepted') {
    return [
      entry(
        'received',
        `${text(fields['bytes'])} bytes from ${text(fields['provider'])}`,
        at - tookMs,
      ),
      entry('verified', `signed with the ${text(fields['secret'])} secret`),
      entry(
        'stored',
        fields['bodyIn'] === 'bucket' ? 'in the queue, its body in the bucket' : 'in the queue',
      ),
    ];
  }
  if (message === 'Upstream call') return [entry('upstream-call', callSummary(fields))];
  const outcome = text(fields['outcome']);
  if (!text(message).startsWith('Event ') || outcome === '') return [entry('log', text(message))];
  const what = outcome === 'dead-letter' ? 'dead-lettered' : 'outcome';
  const ended = entry(what, outcomeSummary(outcome, fields));
  return fields['attempt'] === undefined
    ? [ended]
    : [entry('attempt', `number ${text(fields['attempt'])} begins`, at - tookMs), ended];
}

function callSummary(fields: LogLine['fields']): string {
  const { upstream, method, path, latencyMs, step, retry } = fields;
  return [
    `${text(upstream)}: ${text(method)} ${text(path)} → ${answerSummary(fields)}`,
    `${text(latencyMs)} ms`,
    step === undefined ? '' : `step ${text(step)}`,
    retry === true ? 'again' : '',
    text(fields['detail']),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Only a done call is described by its status alone: a malformed response may have status 200. */
function answerSummary({ status, outcome, code }: LogLine['fields']): string {
  const saysMore = text(code) !== '' && text(code) !== `HTTP_${text(status)}`;
  return [
    text(status),
    outcome === 'done' && status !== undefined ? '' : text(outcome),
    saysMore ? `(${text(code)})` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function outcomeSummary(outcome: string, fields: LogLine['fields']): string {
  const error =
    fields['errorName'] === undefined
      ? ''
      : `: ${text(fields['errorName'])}: ${text(fields['errorMessage'])}`;
  switch (outcome) {
    case 'done':
      if (fields['ignored'] === true) {
        return `done: ignored, because \`types\` does not list ${text(fields['type'])}`;
      }
      return fields['duplicate'] === true ? 'done before: a duplicate' : 'done';
    case 'retry':
      return `failed, comes back at ${text(fields['comesBackAt'])}${error}`;
    case 'park':
      return `waits until ${text(fields['comesBackAt'])}${error}`;
    case 'dead-letter':
      return `${text(fields['reason'])}${error}`;
    default:
      return outcome;
  }
}

/** A log line and a record of the same thing are at most so far apart. */
const sameMomentMs = 60_000;

/** What the record of a dead letter tells, but for what the log tells already. */
function entriesOfLetter(letter: DeadLetter, logged: readonly TraceEntry[]): TraceEntry[] {
  const { correlationId, reason, lastError, deadAt, doneAt, history } = letter;
  const isLogged = (moment: number, isIt: (entry: TraceEntry) => boolean): boolean =>
    logged.some((entry) => isIt(entry) && Math.abs(Date.parse(entry.at) - moment) <= sameMomentMs);
  const death: TraceEntry = {
    at: iso(deadAt),
    what: 'dead-lettered',
    summary: `${reason}: ${lastError}`,
    correlationId,
    facts: { reason, attempts: letter.attempts, firstError: letter.firstError, lastError },
  };
  const deeds = history.map(({ at, what, by, why, operation }): TraceEntry => ({
    at: iso(at),
    what,
    summary: `by ${by}${why === '' ? '' : `: ${why}`}`,
    correlationId,
    facts: { by, why, operation },
  }));
  const entries = isLogged(deadAt, ({ what }) => what === 'dead-lettered')
    ? deeds
    : [death, ...deeds];
  if (doneAt === undefined || isLogged(doneAt, ({ facts }) => facts['outcome'] === 'done')) {
    return entries;
  }
  const completion = { summary: 'done', correlationId, facts: { outcome: 'done' } };
  return [...entries, { at: iso(doneAt), what: 'outcome', ...completion }];
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value as string | number | boolean);
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
