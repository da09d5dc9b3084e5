import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { optionalEnvironment, wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { httpCall } from '../http/http-call.ts';
import { freePort } from '../local/free-port.ts';
import { startOwned } from '../local/owned-process.ts';
import { localDirectory, logDirectory } from '../local/repository.ts';
import { lastLines, runTool } from '../local/run-tool.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { Progress } from '../terminal/progress.ts';

const version = '2.12.0';
const defaultApiUrl = 'http://127.0.0.1:8474';
const readyWithinMs = 20_000;
const probeEveryMs = 100;

export interface RunningToxiproxy {
  readonly apiUrl: string;
  /** How it was had, for people. */
  readonly from: string;
  stop(): Promise<void>;
}

/** The one that runs already, else one in Docker, else one built with an installed Go toolchain. */
export async function runToxiproxy(progress: Progress): Promise<RunningToxiproxy> {
  const apiUrl = optionalEnvironment('TOXIPROXY_URL') ?? defaultApiUrl;
  if (await answers(apiUrl)) {
    return { apiUrl, from: 'found running', stop: () => Promise.resolve() };
  }
  const { startError, status } = await runTool('docker', ['version'], { timeoutMs: 10_000 });
  if (startError === undefined && status === 0) return inDocker(progress);
  const go = await runTool('go', ['version']);
  if (go.startError === undefined && go.status === 0) return builtWithGo(progress);
  throw new ExplainedError('There is no Toxiproxy, and none can be started on this machine.', {
    nextStep: [
      'Any one of these three will do:',
      `- one that runs (TOXIPROXY_URL, else ${defaultApiUrl})`,
      '- Docker with a running engine',
      '- a Go toolchain, which builds it in about half a minute',
    ].join('\n'),
  });
}

async function inDocker(progress: Progress): Promise<RunningToxiproxy> {
  const port = await freePort();
  const image = `ghcr.io/shopify/toxiproxy:${version}`;
  const listen = ['-host', '127.0.0.1', '-port', String(port)];
  return start('Docker', progress, port, 'docker', [
    ...['run', '--rm', '--network', 'host', image, ...listen],
  ]);
}

async function builtWithGo(progress: Progress): Promise<RunningToxiproxy> {
  const folder = join(localDirectory, `toxiproxy-${version}`);
  const binary = join(folder, 'server');
  if (!(await exists(binary))) {
    await progress.step(`Building Toxiproxy ${version} into .local/`, async () => {
      const module = `github.com/Shopify/toxiproxy/v2/cmd/server@v${version}`;
      const { status, output } = await runTool('go', ['install', module], {
        env: { ...wholeEnvironment(), GOBIN: folder, GOFLAGS: '' },
      });
      if (status !== 0) {
        throw new ExplainedError(`Toxiproxy could not be built.\n${lastLines(output)}`, {
          nextStep: 'Start one yourself and name it in TOXIPROXY_URL.',
        });
      }
    });
  }
  const port = await freePort();
  return start('built with Go', progress, port, binary, ['-host', '127.0.0.1', '-port', `${port}`]);
}

async function start(
  from: string,
  progress: Progress,
  port: number,
  command: string,
  args: readonly string[],
): Promise<RunningToxiproxy> {
  const apiUrl = `http://127.0.0.1:${port}`;
  const logFile = join(logDirectory(), `toxiproxy-${process.pid}.log`);
  const owned = startOwned(command, args, { env: wholeEnvironment(), logFile });
  let end: string | undefined;
  void owned.ended.then((how) => (end = how));
  return progress.step('Starting Toxiproxy', async () => {
    const giveUpAt = performance.now() + readyWithinMs;
    while (performance.now() < giveUpAt && end === undefined) {
      if (await answers(apiUrl)) return { apiUrl, from, stop: () => owned.stop() };
      await wait(probeEveryMs);
    }
    await owned.stop();
    throw new ExplainedError(`Toxiproxy did not come up (${end ?? 'it stayed silent'}).`, {
      nextStep: `Its log: ${logFile}`,
    });
  });
}

function answers(apiUrl: string): Promise<boolean> {
  return httpCall(`${apiUrl}/version`, {
    headers: { 'user-agent': 'breakwater' },
    nextStep: 'Start Toxiproxy.',
  }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
