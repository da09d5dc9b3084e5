import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { repositoryDirectory } from '../../bin/local/repository.ts';
import { commandTable } from '../../bin/operator/command-table.ts';
import { runCall } from '../../bin/operator/run-call.ts';
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
 * @param input what comes on its standard input @default nothing
 */
export function startBreakwater(
  words: readonly string[],
  surroundings: Readonly<Record<string, string | undefined>> = {
    AWS_ENDPOINT_URL: testEndpointUrl(),
  },
  input = '',
): BreakwaterProcess {
  const child = spawn(
    process.execPath,
    [join(repositoryDirectory, 'bin/breakwater.ts'), ...words],
    {
      cwd: repositoryDirectory,
      env: { ...wholeEnvironment(), NODE_OPTIONS: '', ...surroundings },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin.on('error', () => undefined).end(input);
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

/** As `breakwater`, but in this process, which saves its start; for commands that read nothing. */
export async function breakwaterHere(
  words: readonly string[],
): Promise<Omit<BreakwaterRun, 'json'>> {
  const streams = { out: new PassThrough(), err: new PassThrough() };
  const printed = Promise.all([text(streams.out), text(streams.err)]);
  const err = streams.err as PassThrough & NodeJS.WriteStream;
  const status = await runCall(words, commandTable, { out: streams.out, err });
  streams.out.end();
  streams.err.end();
  const [out, said] = await printed;
  return { status, out, err: said };
}
