import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
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

  /** @param from how far back logs are read; ms since the epoch */
  async find(
    id: string,
    integrations: readonly string[],
    from: number,
    detail: (text: string) => void,
  ): Promise<Trace[]> {
    detail('in the records');
    const known = await this.#inRecords(id, integrations);
    detail("in the verifier's log");
    const { verifierFunction } = this.#stage.names;
    const accepted = await this.#search(verifierFunction, id, from);
    const events = distinct([...known, ...accepted.flatMap(eventOf)]).filter(({ integration }) =>
      integrations.includes(integration),
    );
    const traces: Trace[] = [];
    for (const event of events) {
      detail(`in the log of ${event.integration}`);
      traces.push(await this.#trace(event, accepted, from));
    }
    return traces;
  }

  async #inRecords(id: string, integrations: readonly string[]): Promise<FoundEvent[]> {
    const dossiers = await Promise.all(
      integrations.map((integration) => this.#dossier({ integration, eventId: id })),
    );
    return dossiers.flatMap((dossier) => dossier ?? []);
  }

  async #trace(event: FoundEvent, accepted: readonly LogLine[], from: number): Promise<Trace> {
    const { integration, eventId } = event;
    const { verifierFunction } = this.#stage.names;
    const { processorFunction } = integrationNames(this.#stage.stage, integration);
    // By event id: other webhooks of the same event have other correlation ids.
    const lines = [
      ...accepted,
      ...(await this.#search(verifierFunction, eventId, from)),
      ...(await this.#search(processorFunction, eventId, from)),
    ];
    const dossier = await this.#dossier(event);
    const letters = await this.#office.book.read(integration, dossier?.deadLetters ?? []);
    return traceOf({
      integration,
      eventId,
      lines: distinct(lines).filter(
        ({ fields }) =>
          fields['eventId'] === eventId && (fields['integration'] ?? integration) === integration,
      ),
      dossier,
      letters: [...letters.values()],
    });
  }

  #dossier({ integration, eventId }: FoundEvent) {
    const { dynamoDb, names } = this.#stage;
    const tables = { events: names.eventTable, idempotency: names.idempotencyTable };
    return readDossier(dynamoDb, tables, integration, eventId);
  }

  #search(functionName: string, term: string, from: number): Promise<LogLine[]> {
    const onPage = (): Promise<void> => this.#pace.wait(1, new AbortController().signal);
    return searchLogs(this.#logs, { functionName, term, from, onPage });
  }
}

function eventOf({ fields }: LogLine): FoundEvent[] {
  const { integration, eventId } = fields;
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
