import { join } from 'node:path';
import type { Progress } from '../terminal/progress.ts';
import type { OwnedProcess } from './owned-process.ts';
import { logDirectory } from './repository.ts';

/** The version that was tried with this repository; `requirements.txt` pins the same one. */
export const miniStackVersion = '1.5.33';

export interface EmulatorStart {
  readonly port: number;
  readonly progress: Progress;
}

/** A way to run an AWS emulator on this machine. */
export interface EmulatorWay {
  readonly name: string;
  /** What is missing on this machine for this way, in words for a person; undefined if nothing is. */
  missing(): Promise<string | undefined>;
  /** Starts it; it may not answer yet. */
  start(options: EmulatorStart): Promise<StartedEmulator>;
}

export interface StartedEmulator extends OwnedProcess {
  readonly logFile: string;
}

/** One file per start: what is in it can only be of the emulator that we started. */
export function emulatorLogFile(port: number): string {
  return join(logDirectory(), `ministack-${port}-${process.pid}.log`);
}
