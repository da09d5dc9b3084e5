import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { repositoryDirectory } from '../../../bin/local/repository.ts';

/** A Lambda environment: the built processor in a process of its own. */
export interface Environment {
  /** Undefined where it died in the middle of it. */
  invoke(event: SQSEvent, timeoutMs: number): Promise<SQSBatchResponse | undefined>;
  /** `SIGKILL` ends it as a machine does, `SIGSTOP` and `SIGCONT` freeze and thaw it. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
}

const script = join(repositoryDirectory, 'test/support/built-processor/run-environment.ts');

/** @param onLog gets each line that it logs */
export function startEnvironment(
  bundle: string,
  variables: Readonly<Record<string, string>>,
  onLog: (line: string) => void,
): Environment {
  const child = spawn(process.execPath, [script, bundle], {
    env: { ...variables },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [stdin, stdout, stderr, answersOut] = child.stdio as unknown as [
    Writable,
    Readable,
    Readable,
    Readable,
  ];
  stdin.on('error', () => undefined);
  for (const input of [stdout, stderr]) createInterface({ input }).on('line', onLog);
  const ended = new Promise<undefined>((resolve) => {
    child.once('exit', () => resolve(undefined));
  });
  const answers = createInterface({ input: answersOut });
  return {
    async invoke(event, timeoutMs) {
      const answered = new Promise<string>((resolve) => answers.once('line', resolve));
      stdin.write(`${JSON.stringify({ event, timeoutMs })}\n`);
      const answer = await Promise.race([answered, ended]);
      return answer === undefined ? undefined : (JSON.parse(answer) as SQSBatchResponse);
    },
    signal: (name) => void child.kill(name),
  };
}
