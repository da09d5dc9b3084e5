/** The keys and indexes that lead to a value. */
export type JsonPath = readonly (string | number)[];

/** The value at a path, or undefined; what every object inherits is none. */
export function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** A number of JSON text as it is written: `1e3`, `-0`, digits beyond the precision of a `number`. */
export function numberLiteralAt(text: string, path: JsonPath): string | undefined {
  const value = valueAt(parseKeepingNumbers(text), path);
  return value instanceof NumberLiteral ? value.literal : undefined;
}

/**
 * One text for all JSON texts that differ only at these paths; digits that a `number` would round count.
 *
 * @param text valid JSON of an object or array
 */
export function textWithout(text: string, paths: readonly JsonPath[]): string {
  const root = parseKeepingNumbers(text);
  for (const path of paths) {
    const parent = valueAt(root, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof parent === 'object' && parent !== null && key !== undefined) {
      Reflect.deleteProperty(parent, key);
    }
  }
  return JSON.stringify(root);
}

class NumberLiteral {
  readonly literal: string;

  constructor(literal: string) {
    this.literal = literal;
  }
}

/** Slower than a plain parse, so only for what needs the digits. */
function parseKeepingNumbers(text: string): unknown {
  const reviver = (
    _key: string,
    value: unknown,
    context?: { readonly source?: string },
  ): unknown =>
    typeof value === 'number' ? new NumberLiteral(context?.source ?? String(value)) : value;
  return JSON.parse(text, reviver) as unknown;
}
