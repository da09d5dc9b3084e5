/** A value as JSON text, or the reason why it has none. */
export type JsonText =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'none'; readonly why: string };

/**
 * A value from user code as JSON, for a table that keeps it as one string: DynamoDB's native types are limited to 32
 * levels and 38 digits and cannot hold lone surrogates. Never throws, not even for a cycle, a BigInt, a `toJSON` or
 * getter that throws, or a Proxy. A value that JSON does not support (`undefined`, a function) becomes `null`.
 */
export function jsonText(value: unknown, maxBytes: number): JsonText {
  let text: string;
  try {
    text = (JSON.stringify(value) as string | undefined) ?? 'null';
  } catch {
    return {
      kind: 'none',
      why: 'it cannot be written as JSON (a cycle, a BigInt or a getter that throws)',
    };
  }
  const bytes = Buffer.byteLength(text);
  return bytes <= maxBytes
    ? { kind: 'text', text, bytes }
    : {
        kind: 'none',
        why: `it has ${String(bytes)} bytes, and at most ${String(maxBytes)} are kept`,
      };
}
