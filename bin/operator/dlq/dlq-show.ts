import { letterRow } from '../../../lambdas/operations/letter-row.ts';
import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { findLetters } from './find-letters.ts';
import type { FoundLetters } from './find-letters.ts';
import type { LetterLook } from './letter-look.ts';
import { letterText } from './letter-text.ts';
import { placeOf } from './letter-place.ts';
import { noSuchLetter } from './no-such-letter.ts';
import { readMessage } from './message-view.ts';

export const dlqShow: Command = {
  name: 'dlq show',
  summary:
    'Show all there is of one dead letter: errors, steps, what was done to it, the webhook itself',
  parameters: ['event'],
  options: {
    integration: { type: 'string', value: 'name', summary: 'Only of this integration' },
    body: { type: 'boolean', summary: 'The whole body, however long' },
  },
  examples: ['dlq show evt_1QXy --stage prod', 'dlq show evt_1QXy --body --json'],
  details:
    'Takes an event id, or the name that stands in its place where a message could not be read.\n' +
    'Reads the index and the archive, never the queue. Bodies may hold what customers wrote.',
  async run({ stage: stageName, parameters, options, progress }) {
    const [event = ''] = parameters;
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const office = new DeadLetterOffice(stage);
    const integrations = await stage.chosen(options['integration'] as string | undefined);
    const found = await whenSlow(progress, `Looking for ${event}`, () =>
      findLetters(stage, office, integrations, event),
    );
    if (found.length === 0) throw noSuchLetter(event, stageName);
    const whole = options['body'] === true;
    const shown = await Promise.all(
      found.flatMap((one) => one.letters.map((letter) => look(letter, one, office, whole))),
    );
    return {
      json: { deadLetters: shown.map(toJson) },
      text: shown.map((one) => letterText(one, Date.now(), stageName)).join('\n\n'),
    };
  },
};

async function look(
  letter: DeadLetter,
  { integration, dossier }: FoundLetters,
  office: DeadLetterOffice,
  whole: boolean,
): Promise<LetterLook> {
  const text = await (await office.archive(integration)).read(integration, letter.id);
  return { letter, dossier, message: text === undefined ? undefined : readMessage(text, whole) };
}

function toJson({ letter, dossier, message }: LetterLook) {
  return {
    ...letterRow(letter),
    id: letter.id,
    place: placeOf(letter),
    provider: letter.provider,
    upstream: letter.upstream || undefined,
    firstStack: letter.firstStack || undefined,
    lastError: letter.lastError,
    lastStack: letter.lastStack || undefined,
    receivedAt: isoOrNothing(letter.receivedAt),
    lostAt: isoOrNothing(letter.lostAt),
    doneAt: isoOrNothing(letter.doneAt),
    copies: letter.copies.length,
    replays: letter.replays,
    history: letter.history.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    steps: dossier?.steps ?? [],
    message,
  };
}

function isoOrNothing(moment: number | undefined): string | undefined {
  return moment === undefined || moment === 0 ? undefined : new Date(moment).toISOString();
}
