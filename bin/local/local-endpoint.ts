import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { dockerEmulator } from './docker-emulator.ts';
import type { EmulatorWay, StartedEmulator } from './emulator.ts';
import { probeEndpoint, type Probe } from './probe-endpoint.ts';
import { pythonEmulator } from './python-emulator.ts';
import { lastLines } from './run-tool.ts';

/** An AWS-compatible endpoint on or near this machine. */
export interface LocalEndpoint {
  readonly url: string;
  /** For example `MiniStack 1.5.33`. */
  readonly product: string;
  readonly account: string;
  /** Whether we started it, and so stop it. */
  readonly started: boolean;
  /** Stops it with all its children if we started it; otherwise does nothing. */
  stop(): Promise<void>;
}

const ways: readonly EmulatorWay[] = [pythonEmulator, dockerEmulator];
const readyWithinMs = 60_000;
const probeEveryMs = 100;

/** Uses what answers at `url`, as it is; starts an emulator there if nothing does. */
export async function useOrStartEndpoint(url: string, progress: Progress): Promise<LocalEndpoint> {
  return (await findEndpoint(url)) ?? (await startEndpoint(url, progress));
}

/**
 * What answers at `url`, or undefined if nothing does.
 *
 * @throws ExplainedError if something else than an AWS endpoint answers, or nothing comes back
 */
export async function findEndpoint(url: string): Promise<LocalEndpoint | undefined> {
  refuseRealAws(url);
  const probe = await probeEndpoint(url);
  switch (probe.kind) {
    case 'silent':
      return undefined;
    case 'unreachable':
      throw new ExplainedError(`${url} cannot be used: ${probe.why}.`, {
        nextStep:
          'Check the address and what listens there, or unset AWS_ENDPOINT_URL: a local run then uses\n' +
          'http://localhost:4566, and an operator command AWS itself.',
      });
    case 'stranger':
      throw new ExplainedError(
        `Something answers at ${url}, but it is not an AWS endpoint (${probe.saw}).`,
        {
          nextStep:
            'Stop what listens there, or choose another place: AWS_ENDPOINT_URL=http://localhost:4570',
        },
      );
    case 'aws':
      return { url, ...found(probe), started: false, stop: () => Promise.resolve() };
  }
}

/** Starts an emulator at `url`, in the first way that this machine has. */
export async function startEndpoint(url: string, progress: Progress): Promise<LocalEndpoint> {
  const port = loopbackPort(url);
  const way = await firstWay();
  const emulator = await way.start({ port, progress });
  return progress.step(`Starting MiniStack at ${url}`, () => readiness(url, emulator));
}

async function readiness(url: string, emulator: StartedEmulator): Promise<LocalEndpoint> {
  let end: string | undefined;
  void emulator.ended.then((how) => {
    end = how;
  });
  const giveUpAt = performance.now() + readyWithinMs;
  while (performance.now() < giveUpAt && end === undefined) {
    if (listens(emulator)) {
      const probe = await probeEndpoint(url);
      if (probe.kind === 'aws') {
        return { url, ...found(probe), started: true, stop: () => stop(emulator) };
      }
    }
    await wait(probeEveryMs);
  }
  await emulator.stop();
  // Two starts at once: the other one won the port.
  const other = await findEndpoint(url);
  if (other !== undefined) {
    rmSync(emulator.logFile, { force: true });
    return other;
  }
  throw new ExplainedError(
    `MiniStack did not come up at ${url} (${end ?? `silent for ${readyWithinMs / 1_000} s`}).\n` +
      lastLines(readFileSync(emulator.logFile, 'utf8')),
    { nextStep: `Its whole log: ${emulator.logFile}` },
  );
}

async function stop(emulator: StartedEmulator): Promise<void> {
  await emulator.stop();
  rmSync(emulator.logFile, { force: true });
}

/** An answer alone could come from another emulator that took the port in the same moment. */
function listens(emulator: StartedEmulator): boolean {
  return readFileSync(emulator.logFile, 'utf8').includes('Running on http');
}

async function firstWay(): Promise<EmulatorWay> {
  const missing: string[] = [];
  for (const way of ways) {
    const what = await way.missing();
    if (what === undefined) return way;
    missing.push(`${way.name} (${what})`);
  }
  throw new ExplainedError('No AWS endpoint answers, and none can be started on this machine.', {
    nextStep: [
      'Any one of these three will do:',
      ...missing.map((text) => `- ${text}`),
      '- an endpoint that runs already (LocalStack, MiniStack …), named in AWS_ENDPOINT_URL',
    ].join('\n'),
  });
}

function loopbackPort(url: string): number {
  const { hostname, port, protocol } = new URL(url);
  if (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    return Number(port || 80);
  }
  throw new ExplainedError(`Nothing answers at ${url}.`, {
    nextStep:
      'Start that endpoint, or unset AWS_ENDPOINT_URL to have one started at http://localhost:4566.',
  });
}

function refuseRealAws(url: string): void {
  if (!URL.canParse(url)) {
    throw new ExplainedError(`AWS_ENDPOINT_URL is not a URL: ${url}`, {
      nextStep: 'It looks like http://localhost:4566',
    });
  }
  if (new URL(url).hostname.endsWith('amazonaws.com')) {
    throw new ExplainedError(`${url} is AWS itself, not a local endpoint.`, {
      nextStep: 'Unset AWS_ENDPOINT_URL for a local run; to deploy to AWS use `npm run deploy`.',
    });
  }
}

function found(probe: Extract<Probe, { kind: 'aws' }>) {
  return { product: probe.product, account: probe.account };
}
