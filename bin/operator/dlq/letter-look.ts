import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import type { FoundLetters } from './find-letters.ts';
import type { MessageView } from './message-view.ts';

/** A dead letter, its event, and the webhook as the archive has it. */
export interface LetterLook {
  readonly letter: DeadLetter;
  readonly dossier: FoundLetters['dossier'];
  readonly message: MessageView | undefined;
}
