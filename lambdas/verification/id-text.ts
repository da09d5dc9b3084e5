import { sha256 } from './signed-content.ts';

const plainId = /^[\x21-\x7e]{1,200}$/;

/** An id as text that fits into a key and a log line. Ids that do not fit become a hash. */
export function idText(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (plainId.test(value)) return value;
  // UTF-8 has one character for all halves of surrogate pairs, which would make one id of two.
  return `sha256:${sha256(value.isWellFormed() ? value : Buffer.from(value, 'utf16le'))}`;
}
