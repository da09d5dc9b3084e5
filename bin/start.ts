import { explainLocalError } from './local/explain-local-error.ts';
import { runStart } from './local/start/run-start.ts';
import { describeError, ExplainedError } from './terminal/explained-error.ts';

const words = process.argv.slice(2);
try {
  process.exitCode = await runStart(words);
} catch (thrown) {
  const error = explainLocalError(thrown);
  console.error(describeError(error));
  if (words.includes('--json')) {
    const message = error instanceof Error ? error.message : String(error);
    const nextStep = error instanceof ExplainedError ? error.nextStep : undefined;
    console.log(JSON.stringify({ ok: false, error: message, nextStep, cases: [] }, undefined, 2));
  }
  process.exitCode = 1;
}
