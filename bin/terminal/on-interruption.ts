import { constants } from 'node:os';

export type InterruptingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Interruption {
  readonly signals: readonly InterruptingSignal[];
  /** Begins an orderly end. */
  readonly first: (signal: InterruptingSignal) => void;
  /** Somebody does not want to wait for it. */
  readonly again: (signal: InterruptingSignal) => void;
}

/** What a process takes its signals from. */
export interface SignalSource {
  on(signal: InterruptingSignal, listener: (signal: InterruptingSignal) => void): unknown;
  off(signal: InterruptingSignal, listener: (signal: InterruptingSignal) => void): unknown;
}

/**
 * One Ctrl-C reaches a script of npm twice where npm's shell makes way for it (bash, macOS): from the
 * terminal, and passed on by npm. What follows the first one so soon is its echo.
 */
const echoMs = 500;

/** @returns stops listening */
export function onInterruption(
  { signals, first, again }: Interruption,
  source: SignalSource = process,
  now: () => number = () => performance.now(),
): () => void {
  let firstAt: number | undefined;
  const listener = (signal: InterruptingSignal): void => {
    if (firstAt === undefined) {
      firstAt = now();
      first(signal);
    } else if (now() - firstAt > echoMs) {
      again(signal);
    }
  };
  for (const signal of signals) source.on(signal, listener);
  return () => {
    for (const signal of signals) source.off(signal, listener);
  };
}

/** The status of a process that a signal ended, as shells tell it. */
export function statusOf(signal: InterruptingSignal): number {
  return 128 + constants.signals[signal];
}
