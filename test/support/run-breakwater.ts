import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryDirectory } from '../../bin/local/repository.ts';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { testEndpointUrl } from './local-tables.ts';

export interface BreakwaterRun {
  readonly out: string;
  readonly err: string;
  /** Undefined where it was killed. */
  readonly status: number | undefined;
  readonly json: () => unknown;
}

export interface BreakwaterProcess {
  readonly ended: Promise<BreakwaterRun>;
  readonly kill: (signal: 'SIGKILL' | 'SIGINT') => void;
}

/**
 * Starts `breakwater` as a person does, in a process of its own.
 *
 * @param surroundings variables beside this process's own @default those of the local endpoint
 */
export function startBreakwater(
  words: readonly string[],
  surroundings: Readonly<Record<string, string | undefined>> = {
    AWS_ENDPOINT_URL: testEndpointUrl(),
  },
): BreakwaterProcess {
  const child = spawn(
    process.execPath,
    [join(repositoryDirectory, 'bin/breakwater.ts'), ...words],
    {
      cwd: repositoryDirectory,
      env: { ...wholeEnvironment(), NODE_OPTIONS: '', ...surroundings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return {
    kill: (signal) => child.kill(signal),
    ended: ended.then(([out, err, [status]]) => ({
      out,
      err,
      status: (status as number | null) ?? undefined,
      json: () => JSON.parse(out) as unknown,
    })),
  };
}

export function breakwater(...words: readonly string[]): Promise<BreakwaterRun> {
  return startBreakwater(words).ended;
}
