import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import { matches } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { dossierOf, findLetters } from './find-letters.ts';

/** One event in its dead-letter queue, and all that the tables know of it. */
export interface FoundEvent {
  readonly integration: string;
  readonly eventId: string;
  readonly letters: readonly DeadLetter[];
  readonly dossier: EventDossier;
}

/**
 * The one event that an operator says something about.
 * @throws ExplainedError where there is none, more than one, or nothing is known of it
 */
export async function findOneEvent(
  stage: StageAccess,
  office: DeadLetterOffice,
  integrations: readonly string[],
  filter: DeadLetterFilter,
): Promise<FoundEvent> {
  const { event = '' } = filter;
  const found = (await findLetters(stage, office, integrations, event))
    .map(({ integration, letters }) => ({
      integration,
      letters: letters.filter((letter) => letter.copies.length > 0 && matches(filter, letter)),
    }))
    .filter(({ letters }) => letters.length > 0);
  const [only] = found;
  if (only === undefined) {
    throw new ExplainedError(`No dead letter of stage "${stage.stage}" is called "${event}".`, {
      nextStep: `Those that lie in a dead-letter queue: npm run breakwater -- dlq list --stage ${stage.stage}`,
    });
  }
  if (found.length > 1) {
    throw new ExplainedError(`"${event}" lies in more than one dead-letter queue.`, {
      nextStep: `Say which: --integration ${found.map(({ integration }) => integration).join(', or --integration ')}`,
    });
  }
  const { integration, letters } = only;
  const eventId = letters[0]?.eventId ?? '';
  const dossier: EventDossier | undefined =
    eventId === '' ? undefined : await dossierOf(stage, integration, eventId);
  if (dossier === undefined) {
    throw new ExplainedError(`Nothing is known of any step of "${event}".`, {
      nextStep: `Look at it: npm run breakwater -- dlq show ${event} --stage ${stage.stage}`,
    });
  }
  return { integration, eventId, letters, dossier };
}

/** @throws ExplainedError where an operator's word would come too late, or too early */
export function refuseUnlessOpen({ eventId, state }: EventDossier): void {
  if (state === 'open') return;
  throw new ExplainedError(
    state === 'done'
      ? `${eventId} is completed: nothing is left to say.`
      : `A run of ${eventId} is under way, or has died and its time is not over: it may still find out itself.`,
    { nextStep: `Look again in a few minutes: npm run breakwater -- dlq show ${eventId}` },
  );
}
