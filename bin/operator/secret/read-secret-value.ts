import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { ReadStream } from 'node:tty';
import { UsageError } from '../command.ts';

/**
 * A secret from a prompt that shows nothing, or from a pipe. Never from an argument: those stand in the
 * shell's history and in the list of processes.
 */
export async function readSecretValue(question: string, mayBeEmpty = false): Promise<string> {
  const value = process.stdin.isTTY ? await ask(process.stdin, question) : await readAll();
  if (value === '' && !mayBeEmpty)
    throw new UsageError('No secret was given: standard input was empty.');
  return value;
}

/** A pipe usually ends with a line break that is not meant. */
async function readAll(): Promise<string> {
  const bytes = await buffer(process.stdin);
  if (!isUtf8(bytes)) {
    throw new UsageError(
      'What came on standard input is not text in UTF-8: give the secret as its provider shows it.',
    );
  }
  return bytes.toString().replace(/\r?\n$/, '');
}

const keys = { enter: /[\r\n]/, interrupt: '\u0003', end: '\u0004', erase: /[\b\u007F]/ };

/** Raw mode, so that the terminal echoes nothing; pasting several characters at once works. */
async function ask(terminal: ReadStream, question: string): Promise<string> {
  process.stderr.write(question);
  terminal.setRawMode(true).setEncoding('utf8').resume();
  try {
    let value = '';
    for (;;) {
      const [chunk] = (await once(terminal, 'data')) as [string];
      for (const key of chunk) {
        if (keys.enter.test(key) || key === keys.end) return value;
        if (key === keys.interrupt) throw new UsageError('Interrupted; nothing was changed.');
        value = keys.erase.test(key) ? value.slice(0, -1) : value + key;
      }
    }
  } finally {
    terminal.setRawMode(false).pause();
    process.stderr.write('\n');
  }
}
