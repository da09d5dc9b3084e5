import type { JsonPath } from './json-value.ts';

/** The position of a value in JSON text: from its first character up to, not including, `end`. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The position of the value at a path. Like `JSON.parse`, it uses the last of several equal keys. One pass over the
 * text, without building values outside the path.
 *
 * @param text valid JSON
 */
export function spanAt(text: string, path: JsonPath): JsonSpan | undefined {
  let start: number | undefined = skipSpace(text, 0);
  for (const key of path) {
    start = text[start] === '{' ? member(text, start, key) : element(text, start, key);
    if (start === undefined) return undefined;
  }
  return { start, end: endOfValue(text, start) };
}

function member(text: string, object: number, key: string | number): number | undefined {
  let found: number | undefined;
  let at = skipSpace(text, object + 1);
  while (text[at] === '"') {
    const endOfName = endOfString(text, at);
    const value = skipSpace(text, skipSpace(text, endOfName) + 1);
    if (nameAt(text, at, endOfName) === String(key)) found = value;
    at = afterComma(text, endOfValue(text, value));
  }
  return found;
}

function element(text: string, list: number, key: string | number): number | undefined {
  let at = skipSpace(text, list + 1);
  if (text[list] !== '[' || text[at] === ']') return undefined;
  for (let index = 0; text[at] !== undefined; index++) {
    if (String(index) === String(key)) return at;
    const end = skipSpace(text, endOfValue(text, at));
    if (text[end] !== ',') return undefined;
    at = skipSpace(text, end + 1);
  }
  return undefined;
}

function nameAt(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1);
  return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
}

function afterComma(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') return endOfScalar(text, start);
  let levels = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') levels++;
    else if (character === '}' || character === ']') levels--;
    if (levels === 0) return at + 1;
  }
  return text.length;
}

function endOfScalar(text: string, start: number): number {
  let at = start;
  while (at < text.length && !', \t\r\n]}'.includes(text[at] ?? ' ')) at++;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return at;
}
