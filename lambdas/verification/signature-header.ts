import type { SignatureSyntax } from './scheme.ts';

/** What a signature header holds. */
export interface SignatureHeader {
  /** Candidates: some may belong to another version or secret, or may not be signatures. */
  readonly signatures: readonly string[];
  /** Where the syntax has one. */
  readonly timestamp?: string;
}

/** API Gateway accepts 10,240 bytes of headers in total. */
const maxHeaderChars = 10_240;

/** Reads a signature header; undefined if it has no signature, or lacks a required timestamp. */
export type SignatureReader = (text: string) => SignatureHeader | undefined;

/**
 * Creates the reader for a syntax. It skips everything that it does not look for: empty elements, spaces, other keys
 * and versions. That is safe, because only the right signature verifies.
 */
export function signatureReader(syntax: SignatureSyntax): SignatureReader {
  const read = readerOf(syntax);
  return (text) => (text.length > maxHeaderChars ? undefined : read(text));
}

function readerOf(syntax: SignatureSyntax): SignatureReader {
  switch (syntax.form) {
    case 'bare':
      return single;
    case 'prefix':
      return (text) =>
        text.startsWith(syntax.prefix) ? single(text.slice(syntax.prefix.length)) : undefined;
    case 'pairs':
      return pairs(syntax);
    case 'versions':
      return versions(syntax.version);
  }
}

function single(text: string): SignatureHeader | undefined {
  return text === '' ? undefined : { signatures: [text] };
}

function pairs({
  signatureKey,
  timestampKey,
}: Extract<SignatureSyntax, { form: 'pairs' }>): SignatureReader {
  return (text) => {
    const signatures = valuesAfter(`${signatureKey}=`, pairValue, text);
    if (signatures.length === 0) return undefined;
    if (timestampKey === undefined) return { signatures };
    // The last of several counts, as in the packages of Stripe and Paddle.
    const timestamp = valuesAfter(`${timestampKey}=`, pairValue, text).at(-1);
    return timestamp === undefined ? undefined : { signatures, timestamp };
  };
}

/** A comma may also separate two signatures: API Gateway joins repeated headers with it. */
function versions(version: string): SignatureReader {
  return (text) => {
    const signatures = valuesAfter(`${version},`, versionValue, text);
    return signatures.length === 0 ? undefined : { signatures };
  };
}

/** A header with more elements is not a signature header. */
const maxElements = 256;

/** Characters that never occur in a signature or a timestamp. */
const boundaries = ' \t,;';
const pairValue = /[ \t]*([^ \t,;]*)/y;
const versionValue = /([^ \t,;]*)/y;

/**
 * The values that follow a name, each up to the next boundary. Uses native search, reads each character at most
 * once and copies only what it found, because the header is not trusted yet.
 */
function valuesAfter(name: string, value: RegExp, text: string): string[] {
  const values: string[] = [];
  let at = text.indexOf(name);
  for (let elements = 1; at >= 0; elements++) {
    if (elements > maxElements) return [];
    let end = at + name.length;
    if (at === 0 || boundaries.includes(text.charAt(at - 1))) {
      value.lastIndex = end;
      values.push(value.exec(text)?.[1] ?? '');
      end = value.lastIndex;
    }
    at = text.indexOf(name, end);
  }
  return values;
}
