import { parseArgs } from 'node:util';
import { didYouMean } from '../../../lib/near-matches.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';

export interface StartOptions {
  readonly help: boolean;
  /** End after the table. */
  readonly once: boolean;
  /** One JSON document on standard output and nothing else; ends after it. */
  readonly json: boolean;
  /** Take the demo's stage off the endpoint and end. */
  readonly remove: boolean;
  /** Name in the table of scenarios. */
  readonly scenario: string;
  /** Host name under which Lambdas reach this machine. */
  readonly upstreamHost: string | undefined;
}

const options = {
  help: { type: 'boolean', short: 'h' },
  once: { type: 'boolean' },
  json: { type: 'boolean' },
  remove: { type: 'boolean' },
  scenario: { type: 'string', default: 'first-run' },
  'upstream-host': { type: 'string' },
} as const;

/** @throws ExplainedError where the words make no sense */
export function parseStart(words: readonly string[], scenarios: readonly string[]): StartOptions {
  const values = parse(words);
  if (!scenarios.includes(values.scenario)) {
    const near = didYouMean(values.scenario, scenarios);
    throw new ExplainedError(`There is no scenario "${values.scenario}".${near}`, {
      nextStep: `Known are: ${scenarios.join(', ')}.`,
    });
  }
  return {
    help: values.help === true,
    once: values.once === true || values.json === true,
    json: values.json === true,
    remove: values.remove === true,
    scenario: values.scenario,
    upstreamHost: values['upstream-host'],
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(message, { nextStep: 'npm start -- --help' });
  }
}
