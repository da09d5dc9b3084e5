import { eventKey } from '../event/event-identity.ts';
import type { Json } from '../processor/outcome.ts';
import { resultInWord, withWord } from '../upstream/persons-word.ts';
import type { PersonsWord } from '../upstream/step-record.ts';
import type { StepRecord } from '../upstream/step-record.ts';
import type { StepStore } from '../upstream/step-store.ts';
import type { SpokenWord } from './operation.ts';

/**
 * Writes a person's word down in the record of its step, if nobody has written there since it was read.
 *
 * @returns false where somebody has: what was decided on is not what is there
 */
export async function speakWord(
  record: StepRecord,
  { says, result }: SpokenWord,
  said: Omit<PersonsWord, 'says'>,
  event: { readonly integration: string; readonly eventId: string },
  steps: Pick<StepStore, 'write'>,
): Promise<boolean> {
  // An interrupted operation that is gone on with has written it already.
  if (record.word?.operation === said.operation) return true;
  const json = result === undefined ? undefined : (JSON.parse(result) as Json);
  const next = withWord(record, { ...said, says }, resultInWord(json));
  const written = await steps.write(eventKey(event.integration, event.eventId), next);
  return written.kind === 'written';
}
