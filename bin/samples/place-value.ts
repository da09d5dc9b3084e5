type Nested = Record<string | number, unknown>;

/** Writes a value into nested objects, making those that are missing. */
export function placeValue(
  target: Nested,
  [key = '', ...rest]: readonly (string | number)[],
  value: unknown,
): void {
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = (target[key] ?? {}) as Nested;
  target[key] = inner;
  placeValue(inner, rest, value);
}
