import { parseArgs } from 'node:util';
import { benchBackoff } from './bench/backoff.ts';
import { benchBreaker } from './bench/breaker.ts';
import { benchColdStart } from './bench/cold-start.ts';
import { describeFigures } from './bench/describe-figures.ts';
import { benchHazards } from './bench/hazards.ts';
import { benchHostile } from './bench/hostile.ts';
import { benchOutage } from './bench/outage.ts';
import { benchRecovery } from './bench/recovery.ts';
import { benchReplay } from './bench/replay.ts';
import { benchVerify } from './bench/verify.ts';
import { explainLocalError } from './local/explain-local-error.ts';
import { describeError } from './terminal/explained-error.ts';
import { createProgress } from './terminal/progress.ts';

interface Bench {
  readonly about: string;
  /** Their figures together are the bench's one document. */
  readonly parts: Readonly<
    Record<string, (detail: (text: string) => void, words: readonly string[]) => Promise<object>>
  >;
}

const benches: Readonly<Record<string, Bench>> = {
  replay: {
    about: 'A thousand and ten thousand dead letters on a local AWS: listed, filtered, replayed',
    parts: { 'Dead letters that are listed and replayed': benchReplay },
  },
  backoff: {
    about: 'A thousand clients that back off, by each formula: until all are served',
    parts: { 'Backing off': benchBackoff },
  },
  breaker: {
    about: 'Fleets behind one breaker: how soon it opens, when it must not, and what it costs',
    parts: { 'Fleets of 1 to 1,000 environments': benchBreaker },
  },
  outage: {
    about:
      'Five hours of outage at 100 events a second, simulated; takes about a quarter of an hour',
    parts: { 'An outage of five hours': () => benchOutage() },
  },
  recovery: {
    about:
      'How soon events come back after outages of 1 s to 5 h, simulated; --outages 1,20 chooses, --events-per-second, --faults no',
    parts: { 'Recovery after outages': benchRecovery },
  },
  hazards: {
    about:
      'Environments that die, answers that get lost, AWS calls that fail: losses and repeats, simulated; --seed chooses the schedules',
    parts: { 'Hazards, for each kind of upstream and each call site': benchHazards },
  },
  verify: {
    about: 'Verification beside bare cryptography and the official SDKs; bundle; cold start',
    parts: {
      'Verification beside bare cryptography': benchVerify,
      'Hostile requests beside the hash of their bodies': benchHostile,
      'The verifier from a cold start': benchColdStart,
    },
  },
};

const nameWidth = Math.max(...Object.keys(benches).map(({ length }) => length));

const usage = `Usage: npm run bench -- <name> [--json]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(nameWidth)}  ${about}`)
  .join('\n')}

  --json  one JSON document on standard output, and nothing else`;

async function main(words: string[]): Promise<number> {
  const { name, json, help } = parse(words);
  if (help) {
    console.log(usage);
    return 0;
  }
  const bench = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (bench === undefined) {
    console.error(name === undefined ? usage : `There is no bench "${name}".\n\n${usage}`);
    return 2;
  }
  const progress = createProgress();
  const figures = {};
  for (const [label, part] of Object.entries(bench.parts)) {
    Object.assign(figures, await progress.step(label, (detail) => part(detail, words)));
  }
  console.log(json ? JSON.stringify(figures, undefined, 2) : describeFigures(figures));
  return 0;
}

function parse(words: string[]) {
  const { values, positionals } = parseArgs({
    args: words,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
  });
  return { name: positionals[0], json: values.json === true, help: values.help === true };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const error = explainLocalError(thrown);
  console.error(describeError(error));
  process.exitCode = 1;
}
