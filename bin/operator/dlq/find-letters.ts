import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import { matches } from '../../../lambdas/operations/dead-letter-filter.ts';
import { readDossier } from '../../../lambdas/operations/event-dossier.ts';
import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { StageAccess } from '../../stage/stage-access.ts';

export interface FoundLetters {
  readonly integration: string;
  readonly letters: readonly DeadLetter[];
  /** Undefined where the tables know no such event, or nobody can read which event it is. */
  readonly dossier: EventDossier | undefined;
}

/**
 * Dead letters of an event, those that were replayed or discarded included.
 *
 * @param event its id, or the name of a dead letter in the index
 */
export async function findLetters(
  stage: StageAccess,
  office: DeadLetterOffice,
  integrations: readonly string[],
  event: string,
): Promise<FoundLetters[]> {
  const found = await Promise.all(
    integrations.map(async (integration) => {
      const dossier = await dossierOf(stage, integration, event);
      const named = await office.book.read(integration, [event, ...(dossier?.deadLetters ?? [])]);
      const letters = [...named.values()];
      return {
        integration,
        dossier,
        letters: letters.length > 0 ? letters : await search(office, integration, event),
      };
    }),
  );
  return found.filter(({ letters }) => letters.length > 0);
}

export function dossierOf(
  { dynamoDb, names }: StageAccess,
  integration: string,
  event: string,
): Promise<EventDossier | undefined> {
  const tables = { events: names.eventTable, idempotency: names.idempotencyTable };
  return readDossier(dynamoDb, tables, integration, event, Date.now());
}

/** Those that SQS itself moved are not known by their event. */
async function search(
  { book }: DeadLetterOffice,
  integration: string,
  event: string,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const letter of book.listed(integration, { newestFirst: true })) {
    if (matches({ event }, letter)) letters.push(letter);
  }
  return letters;
}
