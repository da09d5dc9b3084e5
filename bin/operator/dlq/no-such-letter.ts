import { ExplainedError } from '../../terminal/explained-error.ts';

/** Somebody named an event that is no dead letter: mistyped, never dead, or moved already. */
export function noSuchLetter(event: string, stage: string): ExplainedError {
  return new ExplainedError(`No dead letter of stage "${stage}" is called "${event}".`, {
    nextStep:
      `It may never have died: npm run breakwater -- trace ${event} --stage ${stage}\n` +
      `Those that did:        npm run breakwater -- dlq list --stage ${stage}`,
  });
}
