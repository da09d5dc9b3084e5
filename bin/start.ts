import { runStart } from './local/start/run-start.ts';
import { describeError } from './terminal/explained-error.ts';

const words = process.argv.slice(2);
try {
  process.exitCode = await runStart(words);
} catch (error) {
  console.error(describeError(error));
  if (words.includes('--json')) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(JSON.stringify({ ok: false, error: message, cases: [] }, undefined, 2));
  }
  process.exitCode = 1;
}
