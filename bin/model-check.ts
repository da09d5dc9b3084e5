import { parseArgs } from 'node:util';
import { allMutants, allScopes, catchMutant, checkScope } from './model-check/check-model.ts';
import { invariantList } from './model-check/invariant-list.ts';
import { storyOf } from './model-check/story.ts';
import { describeError } from './terminal/explained-error.ts';
import { createProgress } from './terminal/progress.ts';
import { formatTable } from './terminal/table.ts';

const usage = `Usage: npm run model-check [-- --json --quick]

Visits every state that the circuit breaker's protocol can reach, over the product's own core and condition
clauses, and checks in each what must hold; then plants mistakes in the core, one at a time, and checks
that each is seen. Exit status 0 if nothing is violated and every mistake is caught. Takes two to three
minutes and up to 2 GB.

  --json   one JSON document on standard output, and nothing else
  --quick  the smallest scope and all mistakes, in seconds

${Object.entries(invariantList)
  .map(([name, { text, checked }]) => `${name.padEnd(8)} ${text}\n${' '.repeat(9)}(${checked})`)
  .join('\n')}`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const progress = createProgress();
  const checked = [];
  for (const scope of values.quick === true ? allScopes.slice(0, 1) : allScopes) {
    checked.push(await progress.step(`Exploring ${scope.title}`, async () => checkScope(scope)));
  }
  const mutants = [];
  for (const mutant of allMutants) {
    mutants.push(await progress.step(`Mistake: ${mutant.name}`, async () => catchMutant(mutant)));
  }
  const runs = checked.map(({ run }) => run);
  if (values.json === true) console.log(JSON.stringify({ runs, mutants }, undefined, 2));
  else {
    const stories = checked.flatMap(({ found }) => found.violations.map(storyOf));
    console.log([tableOf(runs), tableOf(mutants), ...stories].join('\n\n'));
  }
  const holds = runs.every(({ violations }) => violations === 0);
  return holds && mutants.every(({ caught }) => caught) ? 0 : 1;
}

function tableOf(rows: readonly object[]): string {
  return formatTable(
    Object.keys(rows[0] ?? {}),
    rows.map((row) =>
      Object.values(row).map((cell: unknown) => (typeof cell === 'number' ? cell : String(cell))),
    ),
  );
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
