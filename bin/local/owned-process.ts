import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** A process that we started, with all that it starts, and that must not outlive us. */
export interface OwnedProcess {
  /** Settles when it has ended, with a word on how. */
  readonly ended: Promise<string>;
  /** Ends it and its children; resolves when they are gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface OwnedProcessOptions {
  readonly env: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Gets what it prints. */
  readonly logFile: string;
}

const graceMs = 3_000;

/**
 * Starts `command` as the head of a process group of its own, so that a Ctrl-C in our terminal reaches
 * only us and we end the whole group. Its standard input is a pipe from us: a launcher that reads it
 * learns of our death even by SIGKILL.
 */
export function startOwned(
  command: string,
  args: readonly string[],
  options: OwnedProcessOptions,
): OwnedProcess {
  const log = openSync(options.logFile, 'w');
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const killAtExit = () => {
    signalGroup('SIGKILL');
  };
  process.once('exit', killAtExit);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit status ${String(code)}` : `signal ${signal}`);
    });
  });
  return {
    ended,
    async stop() {
      signalGroup('SIGTERM');
      const timer = setTimeout(signalGroup, graceMs, 'SIGKILL');
      await ended;
      clearTimeout(timer);
      signalGroup('SIGKILL');
      process.off('exit', killAtExit);
    },
  };
}
