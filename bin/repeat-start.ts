import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeEnvironment } from '../lambdas/runtime/environment.ts';
import { repeatStart } from './local/start/repeat-start.ts';
import { repositoryDirectory } from './local/repository.ts';
import { runTool } from './local/run-tool.ts';

const usage = `Usage: npm run repeat-start [-- <runs>] [--json]

Runs \`npm start -- --once --json\` one time after the other (default: 30) and prints what each failed run
said. Exit status 0 if every run succeeded. Each run takes about a minute; without an endpoint at
AWS_ENDPOINT_URL each starts an emulator of its own.

  --json  one JSON document on standard output, and nothing else`;

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const runs = Number(positionals[0] ?? 30);

if (values.help === true || !Number.isSafeInteger(runs) || runs < 1) {
  console.log(usage);
  process.exitCode = values.help === true ? 0 : 2;
} else {
  const result = await repeatStart(runs, startOnce, (text) => {
    console.error(text);
  });
  console.log(
    values.json === true
      ? JSON.stringify(result, undefined, 2)
      : `${runs - result.failed.length} of ${runs} runs succeeded.`,
  );
  process.exitCode = result.failed.length === 0 ? 0 : 1;
}

async function startOnce() {
  const startedAt = performance.now();
  const { status, output } = await runTool(
    process.execPath,
    [join(repositoryDirectory, 'bin', 'start.ts'), '--once', '--json'],
    { cwd: repositoryDirectory, env: wholeEnvironment() },
  );
  return { status, output, tookMs: performance.now() - startedAt };
}
