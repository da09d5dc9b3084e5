import { sha256 } from './signed-content.ts';

const plainId = /^[\x21-\x7e]{1,200}$/;

/** An id as text that fits into a key and a log line. Ids that do not fit become a hash. */
export function idText(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  return plainId.test(value) ? value : `sha256:${sha256(value)}`;
}
