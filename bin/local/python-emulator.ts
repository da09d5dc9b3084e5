import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { Progress } from '../terminal/progress.ts';
import {
  emulatorLogFile,
  miniStackVersion,
  type EmulatorStart,
  type EmulatorWay,
} from './emulator.ts';
import { startOwned } from './owned-process.ts';
import { localDirectory, localFolder, nodeDirectory } from './repository.ts';
import { lastLines, runTool } from './run-tool.ts';

const requirementsFile = join(localFolder, 'requirements.txt');
const launcher = join(localFolder, 'run_while_stdin_is_open.py');
const oldestPython: readonly [number, number] = [3, 10];

/** MiniStack in a virtual environment of its own below `.local/`. */
export const pythonEmulator: EmulatorWay = {
  name: `Python ${oldestPython.join('.')} or later with its venv module`,
  async missing() {
    const python = await findPython();
    return 'missing' in python ? python.missing : undefined;
  },
  async start(options) {
    const python = await findPython();
    if ('missing' in python) throw new Error(python.missing);
    const environment = await virtualEnvironment(python, options.progress);
    return startMiniStack(join(environment, 'bin', 'python'), options);
  },
};

interface Python {
  readonly command: string;
  readonly version: string;
}

async function findPython(): Promise<Python | { missing: string }> {
  let missing = 'no python3 on the PATH';
  for (const command of ['python3', 'python']) {
    const asked = await runTool(command, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2]); import venv, ensurepip',
    ]);
    const [version = ''] = asked.output.split('\n');
    if (asked.startError !== undefined || !/^\d+\.\d+$/.test(version)) continue;
    if (!recentEnough(version)) {
      missing = `${command} is ${version}; ${oldestPython.join('.')} or later is needed`;
    } else if (asked.status !== 0) {
      missing = `${command} ${version} has no venv module (Debian, Ubuntu: apt install python3-venv)`;
    } else {
      return { command, version };
    }
  }
  return { missing };
}

function recentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}

/**
 * Makes the virtual environment, or takes the one made before for the same pins and Python. It is made
 * beside its final place and renamed: an interrupted or simultaneous start never leaves half of one.
 */
async function virtualEnvironment(python: Python, progress: Progress): Promise<string> {
  const pins = createHash('sha256')
    .update(readFileSync(requirementsFile))
    .digest('hex')
    .slice(0, 8);
  const finished = join(
    localDirectory,
    `ministack-${miniStackVersion}-py${python.version}-${pins}`,
  );
  if (await exists(join(finished, 'bin', 'python'))) return finished;

  const unfinished = `${finished}.${process.pid}`;
  await mkdir(localDirectory, { recursive: true });
  try {
    await progress.step(`Installing MiniStack ${miniStackVersion} into .local/`, async () => {
      await must(python.command, ['-m', 'venv', unfinished]);
      await must(join(unfinished, 'bin', 'python'), [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
        ...['--require-hashes', '--requirement', requirementsFile],
      ]);
      await rename(unfinished, finished);
    });
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(join(finished, 'bin', 'python')))) throw error;
  }
  return finished;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const result = await runTool(command, args);
  if (result.status === 0) return;
  throw new ExplainedError(
    `MiniStack could not be installed: \`${command} ${args.slice(0, 3).join(' ')} …\` failed.\n` +
      lastLines(result.startError?.message ?? result.output),
    {
      nextStep:
        'pip needs its package index (see `pip config list`). Without one, start an endpoint yourself\n' +
        'and name it in AWS_ENDPOINT_URL, or start Docker.',
    },
  );
}

function startMiniStack(python: string, { port }: EmulatorStart) {
  const logFile = emulatorLogFile(port);
  const scratch = scratchDirectory();
  const owned = startOwned(python, ['-u', launcher, scratch, 'ministack'], {
    cwd: scratch,
    logFile,
    env: miniStackEnvironment(port, scratch),
  });
  const removeScratch = () => {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', removeScratch);
  return {
    ...owned,
    logFile,
    async stop() {
      await owned.stop();
      removeScratch();
      process.off('exit', removeScratch);
    },
  };
}

/**
 * MiniStack hands its environment on to every Lambda and runs them on the first `node` of its PATH:
 * nothing of ours may be in it but the pinned Node.
 */
function miniStackEnvironment(port: number, scratch: string): Record<string, string> {
  return {
    PATH: [nodeDirectory, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: scratch,
    TMPDIR: scratch,
    LANG: 'C.UTF-8',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LAMBDA_EXECUTOR: 'local',
  };
}

/** Lambdas are unpacked below it; its own package.json keeps a `"type": "module"` further up away. */
function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-'));
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  return directory;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
