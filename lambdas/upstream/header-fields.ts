/** Header fields that belong to one connection (RFC 9110, section 7.6.1) or that the HTTP client sets. */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Servers refuse requests whose header section exceeds 8 to 16 KB; Breakwater's own fields need a few hundred bytes. */
const maxPassedOnBytes = 7_000;

const token = /^[\w!#$%&'*+.^`|~-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

export type HeaderFields = Readonly<Record<string, string>>;

/**
 * A handler's header fields, with lower-case names. A value above U+00FF, such as a customer's name, goes out as its
 * UTF-8 bytes; a number or boolean is sent as text; `undefined` is left out.
 * @throws TypeError for a field that is not allowed in a request, or that the HTTP client sets, and for anything but a plain
 * object: of a promise, a `Headers` or a list, no field would go out
 */
export function checkedHeaders(headers: HeaderFields = {}): Record<string, string> {
  const entries = plainEntries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const lower = name.toLowerCase();
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new TypeError(
          `The header "${lower}" needs a string as its value; got ${value === null ? 'null' : typeof value}.`,
        );
      }
      if (connectionHeaders.has(lower)) {
        throw new TypeError(`The header "${lower}" is set for you; leave it out.`);
      }
      const written = onTheWire(String(value));
      // A line break would let the sender inject a header.
      if (!token.test(lower) || !fieldValue.test(written)) {
        throw new TypeError(
          `The header "${lower}" contains characters that are not allowed in a header.`,
        );
      }
      return [lower, written];
    }),
  );
}

function plainEntries(headers: unknown): [string, unknown][] {
  const prototype: unknown =
    typeof headers === 'object' && headers !== null ? Object.getPrototypeOf(headers) : undefined;
  // An object of another realm has another `Object.prototype`, whose own prototype is null, too.
  if (prototype === null || (prototype && Object.getPrototypeOf(prototype) === null)) {
    return Object.entries(headers as Readonly<Record<string, unknown>>);
  }
  throw new TypeError(
    '`headers` is a plain object of strings, or a function that returns one at once (not a promise, `Headers` or list).',
  );
}

/**
 * The header fields of a received request that another request may carry, with lower-case names. A value above
 * U+00FF goes out as its UTF-8 bytes, which is what the sender wrote. Left out: connection fields, names that
 * are not tokens, values with control characters, and the longest fields of a header section above 7 KB.
 */
export function deliverableHeaders(headers: HeaderFields): Record<string, string> {
  const legal = Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), onTheWire(value).trim()])
    .filter(
      ([name, value]) => token.test(name) && !connectionHeaders.has(name) && fieldValue.test(value),
    );
  let bytes = 0;
  return Object.fromEntries(
    legal
      .sort((one, other) => sizeOf(one) - sizeOf(other))
      .filter((field) => (bytes += sizeOf(field)) <= maxPassedOnBytes),
  );
}

/** HTTP clients write each character as one byte. */
function onTheWire(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

function sizeOf([name, value]: readonly [string, string]): number {
  return `${name}: ${value}\r\n`.length;
}
