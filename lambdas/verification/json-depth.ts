/** The most levels of nesting that a JSON body may have. */
export const maxJsonLevels = 64;

const quote = 0x22;
const backslash = 0x5c;
/** With bit 0x20 set, a square bracket is a curly one. */
const caseBit = 0x20;
const opening = 0x7b;
const closing = 0x7d;

/**
 * Whether JSON text nests deeper than `maxJsonLevels`. It counts brackets outside strings and parses
 * nothing, so it always costs one pass. Text that does not begin as an object or a list has no levels.
 */
export function isTooDeep(text: Buffer): boolean {
  let levels = 0;
  let inString = false;
  for (let at = startOfJson(text); at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if ((byte | caseBit) === opening) {
      levels++;
      if (levels > maxJsonLevels) return true;
    } else if ((byte | caseBit) === closing) {
      levels--;
    }
  }
  return false;
}

const byteOrderMark = Buffer.from('\ufeff');
const whiteSpace = Buffer.from(' \t\r\n');

function startOfJson(text: Buffer): number {
  let at = text.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
  while (at < text.length && whiteSpace.includes(text[at] ?? 0)) at++;
  return ((text[at] ?? 0) | caseBit) === opening ? at : text.length;
}
