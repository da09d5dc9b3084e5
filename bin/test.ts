import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionalEnvironment, wholeEnvironment } from '../lambdas/runtime/environment.ts';
import { CleanUp } from './local/clean-up.ts';
import { freePort } from './local/free-port.ts';
import { defaultEndpointUrl } from './local/local-aws.ts';
import { findEndpoint, startEndpoint, type LocalEndpoint } from './local/local-endpoint.ts';
import { localDirectory, repositoryDirectory } from './local/repository.ts';
import { describeError } from './terminal/explained-error.ts';
import { createProgress } from './terminal/progress.ts';
import { jestArguments } from './test/jest-arguments.ts';

/** What Jest reports of a run; the rest of its report is of no use here. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that failed before a test of theirs could run. */
  readonly numRuntimeErrorTestSuites: number;
}

/**
 * Runs Jest beside a local AWS endpoint: the one that answers, or one of its own on a free port.
 * Arguments are Jest's (a path, `-t`, `--selectProjects unit`, `--watch`). Ends with one line of
 * figures from Jest's own report; a run without a test is a failure, too.
 */
async function main(): Promise<number> {
  const cleanUp = new CleanUp();
  cleanUp.onSignals(() => undefined);
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  cleanUp.add(() => {
    rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  });
  try {
    const endpoint = await endpointForTests();
    if (endpoint) cleanUp.add(() => endpoint.stop());
    const reportFile = join(directory, 'report.json');
    const status = await runJest(
      ['--json', `--outputFile=${reportFile}`, ...jestArguments(process.argv.slice(2), projects())],
      endpoint?.url,
      cleanUp,
    );
    return conclude(status, readReport(reportFile));
  } finally {
    await cleanUp.run();
  }
}

/** Undefined where none can be had: the tests that need one then say so, and the others run. */
async function endpointForTests(): Promise<LocalEndpoint | undefined> {
  const progress = createProgress(process.stderr);
  const url = optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl;
  try {
    return (
      (await findEndpoint(url)) ??
      (await startEndpoint(`http://localhost:${await freePort()}`, progress))
    );
  } catch (error) {
    progress.say(describeError(error));
    return undefined;
  }
}

function runJest(
  args: readonly string[],
  endpointUrl: string | undefined,
  cleanUp: CleanUp,
): Promise<number> {
  const jest = join(repositoryDirectory, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [jest, ...args], {
    cwd: repositoryDirectory,
    env: {
      ...wholeEnvironment(),
      NODE_OPTIONS: flags.join(' '),
      // Hundreds of commands start; each is compiled once only.
      NODE_COMPILE_CACHE: join(localDirectory, 'compile-cache'),
      // Tests tell nobody that they run.
      PACT_DO_NOT_TRACK: 'true',
      SCARF_ANALYTICS: 'false',
      ...(endpointUrl !== undefined && { AWS_ENDPOINT_URL: endpointUrl }),
    },
    stdio: 'inherit',
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 1);
    });
  });
  // Its own clean-up needs the endpoint, so it ends first.
  cleanUp.add(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return ended;
}

/** Each folder of `test` is a project. */
function projects(): string[] {
  return readdirSync(join(repositoryDirectory, 'test'));
}

function conclude(status: number, report: JestReport | undefined): number {
  if (report === undefined) return status || 1;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  console.log(`\n${report.numPassedTests} passed, ${failed} failed`);
  return status === 0 && failed === 0 && report.numPassedTests > 0 ? 0 : status || 1;
}

function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return undefined;
  }
}

process.exitCode = await main();
