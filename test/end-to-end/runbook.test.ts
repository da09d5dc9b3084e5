import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { randomSecret } from '../../bin/local/demo/demo-secrets.ts';
import type { PlannedAnswer } from '../../bin/local/demo/upstream-journal.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { resolveProvider } from '../../lambdas/providers/catalog.ts';
import { breakwaterHere, startBreakwater } from '../support/run-breakwater.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { eventually } from './stage/eventually.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const integration = 'in-the-runbook';
const upstream = 'ledger';
const states = new EventStates(stage.config, stage.name);
const rejects: PlannedAnswer = { status: 422 };
const hangs: PlannedAnswer = { hangs: true, commits: true };

const newSecret = randomSecret(resolveProvider('standard-webhooks'));

const prefix = 'npm run breakwater -- ';
const runbook = readFileSync('docs/runbook.md', 'utf8').replaceAll(/\s*\n\s*/g, ' ');
/** In the order in which they stand there: what is held is let go further down. */
const commands = [
  ...new Set(
    [...runbook.matchAll(/`([^`]+)`/g)]
      .flatMap(([, span = '']) => (span.startsWith(prefix) ? [span.slice(prefix.length)] : []))
      // test/end-to-end/doctor.test.ts runs it, as it stands here.
      .filter((command) => !command.startsWith('doctor')),
  ),
];

/** An event that died as it is told, and that its upstream takes from then on. */
async function deadEvent(answer: PlannedAnswer): Promise<string> {
  const event = newEvent();
  await stage.upstream.plan(`/${integration}/charges/${event.eventId}`, [answer]);
  await deliverUntilAccepted(targetOf(stage, integration), event);
  await eventually(
    () => states.read(integration, event.eventId),
    ({ place }) => place === 'dead-letter',
  );
  return event.eventId;
}

const inDoubtOrUnwanted = /--resolve|discard <event>/;
const madeTogether = new Map<string, Promise<string>>();

/** Made side by side, once the first of them is asked for: replays further up would take them along. */
function eventFor(command: string): Promise<string> {
  if (!inDoubtOrUnwanted.test(command)) return deadEvent(rejects);
  if (madeTogether.size === 0) {
    for (const one of commands.filter((other) => inDoubtOrUnwanted.test(other))) {
      madeTogether.set(one, deadEvent(one.includes('--resolve') ? hangs : rejects));
    }
  }
  return madeTogether.get(command) ?? Promise.reject(new Error(`No event for: ${command}`));
}

function wordsOf(command: string, eventId: string): string[] {
  const filled = command
    .replaceAll('<integration>', integration)
    .replaceAll('<upstream>', upstream)
    .replaceAll('<event>', eventId)
    .replace('--stage prod', `--stage ${stage.name}`);
  return [...filled.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

function expectedStatus(command: string): readonly number[] {
  // Other tests break the same stage at the same time.
  if (command.startsWith('status')) return [0, 1];
  // A charge that was refused is nothing to take back, and it says so.
  return command.includes('--undo') ? [1] : [0];
}

describe('the runbook', () => {
  // Until then, each event of the integration waits for the credential.
  beforeAll(async () => {
    const words = ['secret', 'add', '--upstream', upstream, '--stage', stage.name];
    const { status, err } = await startBreakwater(words, undefined, 'ledger-key-1').ended;
    expect({ status, err }).toMatchObject({ status: 0 });
  });

  it.each(commands)(
    'tells a command that works: %s',
    async (command) => {
      const eventId = command.includes('<event>') ? await eventFor(command) : '';
      const words = wordsOf(command, eventId);
      const { status, out, err } = await (command.startsWith('secret add')
        ? startBreakwater(words, undefined, newSecret).ended
        : breakwaterHere(words));
      const isExpected = expectedStatus(command).includes(status ?? -1);
      expect({ isExpected, status, out, err }).toMatchObject({ isExpected: true });
    },
    120_000,
  );
});
