import { spanAt } from './json-span.ts';

/** The keys and indexes that lead to a value. */
export type JsonPath = readonly (string | number)[];

/** The value at a path, or undefined; inherited properties do not count. */
export function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** The value at a path as it is written: `1e3`, `-0`, digits beyond the precision of a `number`. */
export function literalAt(text: string, path: JsonPath): string | undefined {
  const span = spanAt(text, path);
  return span && text.slice(span.start, span.end);
}

/** JSON text without the values at these paths: equal for all bodies that differ only there. */
export function textWithout(text: string, paths: readonly JsonPath[]): string {
  const spans = paths.flatMap((path) => spanAt(text, path) ?? []);
  return spans
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}
