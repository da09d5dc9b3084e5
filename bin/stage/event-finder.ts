import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DeadLetter } from '../../lambdas/dead-letters/dead-letter.ts';
import type { LogLine } from '../../lambdas/operations/log-line.ts';
import type { Pace } from '../../lambdas/operations/pace.ts';
import { readDossier } from '../../lambdas/operations/event-dossier.ts';
import { searchLogs } from '../../lambdas/operations/search-logs.ts';
import { traceOf } from '../../lambdas/operations/trace.ts';
import type { Trace } from '../../lambdas/operations/trace.ts';
import { integrationNames } from '../../lib/names.ts';
import type { DeadLetterOffice } from '../../lambdas/operations/dead-letter-office.ts';
import type { StageAccess } from './stage-access.ts';

interface FoundEvent {
  readonly integration: string;
  readonly eventId: string;
}

/** How far back logs are read; milliseconds since the Unix epoch. */
export interface SearchReach {
  /** As far as the id itself tells, nothing was logged before. */
  readonly from: number;
  /** Where it turns out that something was. */
  readonly earliest: number;
}

/** A webhook that did not become an event. */
export interface Refusal {
  /** ISO 8601. */
  readonly at: string;
  /** Undefined where it was for none that exists. */
  readonly integration: string | undefined;
  readonly answered: 'a refusal' | 'an error of ours';
  readonly reason: string;
  readonly bytes: number;
}

export interface FoundTraces {
  readonly traces: readonly Trace[];
  readonly refusals: readonly Refusal[];
}

/** Finds events by either of their ids, in logs and records. */
export class EventFinder {
  readonly #stage: StageAccess;
  readonly #office: DeadLetterOffice;
  readonly #logs: CloudWatchLogsClient;
  readonly #pace: Pace;

  constructor(
    stage: StageAccess,
    office: DeadLetterOffice,
    logs: CloudWatchLogsClient,
    pace: Pace,
  ) {
    this.#stage = stage;
    this.#office = office;
    this.#logs = logs;
    this.#pace = pace;
  }

  async find(
    id: string,
    integrations: readonly string[],
    reach: SearchReach,
    detail: (text: string) => void,
  ): Promise<FoundTraces> {
    detail('in the records');
    const known = await this.#inRecords(id, integrations);
    detail("in the verifier's log");
    const { verifierFunction } = this.#stage.names;
    const lines = await this.#search(verifierFunction, id, reach.from);
    const events = distinct([...known, ...lines.flatMap((line) => eventOf(line, id))]).filter(
      ({ integration }) => integrations.includes(integration),
    );
    const traces: Trace[] = [];
    for (const event of events) {
      detail(`in the log of ${event.integration}`);
      traces.push(await this.#trace(event, lines, reach));
    }
    return { traces, refusals: lines.flatMap((line) => refusalOf(line, id)) };
  }

  async #inRecords(id: string, integrations: readonly string[]): Promise<FoundEvent[]> {
    const dossiers = await Promise.all(
      integrations.map((integration) => this.#dossier({ integration, eventId: id })),
    );
    return dossiers.flatMap((dossier) => dossier ?? []);
  }

  async #trace(
    event: FoundEvent,
    known: readonly LogLine[],
    { from, earliest }: SearchReach,
  ): Promise<Trace> {
    const { integration, eventId } = event;
    const dossier = await this.#dossier(event);
    const letters = [
      ...(await this.#office.book.read(integration, dossier?.deadLetters ?? [])).values(),
    ];
    let lines = await this.#linesOf(event, from);
    // What was searched for is a later webhook of an event that had come before.
    if (from > earliest && isLaterCopy(lines, letters, from)) {
      lines = await this.#linesOf(event, earliest);
    }
    return traceOf({
      integration,
      eventId,
      lines: own(event, [...known, ...lines]),
      dossier,
      letters,
    });
  }

  /** By event id: other webhooks of the same event have other correlation ids. */
  async #linesOf({ integration, eventId }: FoundEvent, from: number): Promise<LogLine[]> {
    const { verifierFunction } = this.#stage.names;
    const { processorFunction } = integrationNames(this.#stage.stage, integration);
    return [
      ...(await this.#search(verifierFunction, eventId, from)),
      ...(await this.#search(processorFunction, eventId, from)),
    ];
  }

  #dossier({ integration, eventId }: FoundEvent) {
    const { dynamoDb, names } = this.#stage;
    const tables = { events: names.eventTable, idempotency: names.idempotencyTable };
    return readDossier(dynamoDb, tables, integration, eventId, Date.now());
  }

  #search(functionName: string, term: string, from: number): Promise<LogLine[]> {
    const onPage = (): Promise<void> => this.#pace.wait(1, new AbortController().signal);
    return searchLogs(this.#logs, { functionName, term, from, onPage });
  }
}

function own({ integration, eventId }: FoundEvent, lines: readonly LogLine[]): LogLine[] {
  return distinct(lines).filter(
    ({ fields }) =>
      fields['eventId'] === eventId && (fields['integration'] ?? integration) === integration,
  );
}

function isLaterCopy(
  lines: readonly LogLine[],
  letters: readonly DeadLetter[],
  from: number,
): boolean {
  return (
    lines.some(({ fields }) => fields['duplicate'] === true) ||
    letters.some(({ receivedAt }) => receivedAt > 0 && receivedAt < from)
  );
}

function refusalOf({ at, fields }: LogLine, correlationId: string): Refusal[] {
  const { message, reason, integration, bytes } = fields;
  const isRefusal = message === 'rejected' || message === 'fault';
  if (!isRefusal || fields['correlationId'] !== correlationId) return [];
  return [
    {
      at: new Date(at).toISOString(),
      integration: typeof integration === 'string' ? integration : undefined,
      answered: message === 'fault' ? 'an error of ours' : 'a refusal',
      reason: String(reason),
      bytes: Number(bytes),
    },
  ];
}

/** The event of a line, where the line is about that id: the search finds ids that merely contain it. */
export function eventOf({ fields }: LogLine, id: string): FoundEvent[] {
  const { integration, eventId, correlationId } = fields;
  if (eventId !== id && correlationId !== id) return [];
  return typeof integration === 'string' && typeof eventId === 'string'
    ? [{ integration, eventId }]
    : [];
}

/** Compares values by what they hold. Events carry more than their two names. */
function distinct<Value extends FoundEvent | LogLine>(values: readonly Value[]): Value[] {
  const keyOf = (value: Value): string =>
    'eventId' in value ? `${value.integration}#${value.eventId}` : JSON.stringify(value);
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}
