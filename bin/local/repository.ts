import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryDirectory = fileURLToPath(new URL('../..', import.meta.url));

/** What a local run leaves behind: virtual environment, logs, assemblies. Safe to delete; not in git. */
export const localDirectory = join(repositoryDirectory, '.local');

/** Where the pinned Node is: `process.execPath` may be another one when a user starts us by hand. */
export const nodeDirectory = join(repositoryDirectory, 'node_modules', 'node', 'bin');

/** `bin/local`. */
export const localFolder = dirname(fileURLToPath(import.meta.url));

/** Where what tools said is kept when they failed; made if it is missing. */
export function logDirectory(): string {
  const directory = join(localDirectory, 'logs');
  mkdirSync(directory, { recursive: true });
  return directory;
}
