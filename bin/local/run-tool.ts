import { spawn } from 'node:child_process';

export interface ToolResult {
  /** Exit status; null where a signal ended it or it could not be started. */
  readonly status: number | null;
  /** Standard output and error, in the order they came. */
  readonly output: string;
  readonly startError?: NodeJS.ErrnoException;
}

export interface ToolOptions {
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Ends the tool after this time. @default none */
  readonly timeoutMs?: number;
  /** Called with each line as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end, or to ours, and keeps what it prints. Never throws: the result tells. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    timeout: options.timeoutMs,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAtExit = () => child.kill();
  process.once('exit', killAtExit);
  let output = '';
  let unfinishedLine = '';
  const take = (chunk: string) => {
    output += chunk;
    const lines = (unfinishedLine + chunk).split('\n');
    unfinishedLine = lines.pop() ?? '';
    lines.forEach((line) => options.onLine?.(line));
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return new Promise((resolve) => {
    child.once('error', (startError) => {
      process.off('exit', killAtExit);
      resolve({ status: null, output, startError });
    });
    child.once('close', (status) => {
      process.off('exit', killAtExit);
      resolve({ status, output });
    });
  });
}

/** The end of a tool's output, as much as a person wants to see of it. */
export function lastLines(output: string, count = 15): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
