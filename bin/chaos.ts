import { parseArgs } from 'node:util';
import { runChaos } from './chaos/run-chaos.ts';
import { CleanUp } from './local/clean-up.ts';
import { explainLocalError } from './local/explain-local-error.ts';
import { describeError } from './terminal/explained-error.ts';
import { createProgress } from './terminal/progress.ts';
import { formatTable } from './terminal/table.ts';

const usage = `Usage: npm run chaos [-- --json]

Puts Toxiproxy between the processor and its upstream on a local AWS endpoint and lets it misbehave in
six ways while events keep coming. Exit status 0 if each event became one effect, none was lost, and the
breaker opened where the upstream was as good as gone, and nowhere else. Takes about four minutes.

  --json  one JSON document on standard output, and nothing else`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const progress = createProgress();
  const cleanUp = new CleanUp();
  cleanUp.onSignals(() => {
    progress.say('\nStopping what was started here …');
  });
  try {
    const toxics = await runChaos(progress, cleanUp);
    const ok = toxics.every((result) => result.ok);
    const columns = Object.keys(toxics[0] ?? {});
    console.log(
      values.json === true
        ? JSON.stringify({ toxics, ok }, undefined, 2)
        : formatTable(
            columns,
            toxics.map((result) => Object.values(result).map((cell) => shown(cell))),
          ),
    );
    return ok ? 0 : 1;
  } finally {
    await cleanUp.run();
  }
}

function shown(cell: unknown): string | number {
  return typeof cell === 'number'
    ? cell
    : typeof cell === 'boolean'
      ? cell
        ? 'yes'
        : 'no'
      : String(cell);
}

try {
  process.exitCode = await main();
} catch (thrown) {
  const error = explainLocalError(thrown);
  console.error(describeError(error));
  process.exitCode = 1;
}
