/** All values of a query parameter, decoded. What cannot be decoded has no value. */
export function queryValues(query: string, name: string): string[] {
  if (query === '') return [];
  return Array.from(
    query.matchAll(parameterNamed(name)),
    ([parameter]) => new URLSearchParams(parameter).get(name) ?? '',
  );
}

/**
 * The value of a query parameter, decoded; undefined if it is absent, and empty if it was sent more than once.
 */
export function queryValue(query: string, name: string): string | undefined {
  // Stops at the second one: decoding all of them would cost more than hashing the body.
  const found = query.matchAll(parameterNamed(name));
  const first = found.next().value?.[0];
  if (first === undefined) return undefined;
  return found.next().done ? (new URLSearchParams(first).get(name) ?? '') : '';
}

const patterns = new Map<string, RegExp>();

/**
 * Finds one parameter in any of its spellings. Parsing all parameters would cost more than hashing the body, and this
 * runs before the signature is checked.
 */
function parameterNamed(name: string): RegExp {
  const known = patterns.get(name);
  if (known !== undefined) return known;
  const spelled = Array.from(Buffer.from(name), spellings).join('');
  const pattern = new RegExp(`(?<=^|&)${spelled}(?:=[^&]*)?(?=&|$)`, 'g');
  patterns.set(name, pattern);
  return pattern;
}

/** A byte of a name as itself or percent-encoded, with digits of either case; a space also as a plus sign. */
function spellings(byte: number): string {
  const hex = byte.toString(16).padStart(2, '0');
  const escaped = Array.from(hex, (digit) => `[${digit}${digit.toUpperCase()}]`).join('');
  return `(?:\\x${hex}|%${escaped}${byte === 0x20 ? '|\\+' : ''})`;
}
