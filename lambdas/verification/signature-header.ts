import type { SignatureSyntax } from './scheme.ts';

/** What a signature header holds. */
export interface SignatureHeader {
  /** At least one. */
  readonly signatures: readonly string[];
  /** Where the syntax has one. */
  readonly timestamp?: string;
}

const longestHeaderChars = 4_096;
const mostSignatures = 16;

/**
 * Reads a signature header; undefined if it is not what the provider sends. Headers that came twice
 * arrive joined by a comma: what does not show here shows in a signature of a wrong length.
 */
export function readSignatureHeader(
  text: string,
  syntax: SignatureSyntax,
): SignatureHeader | undefined {
  if (text.length > longestHeaderChars) return undefined;
  switch (syntax.form) {
    case 'bare':
      return single(text);
    case 'prefix':
      return text.startsWith(syntax.prefix) ? single(text.slice(syntax.prefix.length)) : undefined;
    case 'pairs':
      return readPairs(text, syntax);
    case 'versions':
      return readVersions(text, syntax.version);
  }
}

function single(text: string): SignatureHeader | undefined {
  return text === '' ? undefined : { signatures: [text] };
}

function readPairs(
  text: string,
  syntax: Extract<SignatureSyntax, { form: 'pairs' }>,
): SignatureHeader | undefined {
  if (text.includes(' ')) return undefined;
  const { separator, signatureKey, timestampKey } = syntax;
  const signatures: string[] = [];
  let timestamp: string | undefined;
  for (let start = 0; start <= text.length;) {
    let end = text.indexOf(separator, start);
    if (end < 0) end = text.length;
    const equals = text.indexOf('=', start);
    if (equals <= start || equals > end) return undefined;
    const key = text.slice(start, equals);
    if (key === signatureKey) {
      signatures.push(text.slice(equals + 1, end));
    } else if (key === timestampKey) {
      if (timestamp !== undefined) return undefined;
      timestamp = text.slice(equals + 1, end);
    }
    start = end + 1;
  }
  if (signatures.length === 0 || signatures.length > mostSignatures) return undefined;
  if (syntax.timestampKey === undefined) return { signatures };
  return timestamp === undefined ? undefined : { signatures, timestamp };
}

function readVersions(text: string, version: string): SignatureHeader | undefined {
  const signatures: string[] = [];
  for (let start = 0; start <= text.length;) {
    let end = text.indexOf(' ', start);
    if (end < 0) end = text.length;
    const comma = text.indexOf(',', start);
    if (comma <= start || comma >= end - 1) return undefined;
    if (text.slice(start, comma) === version) signatures.push(text.slice(comma + 1, end));
    start = end + 1;
  }
  if (signatures.length === 0 || signatures.length > mostSignatures) return undefined;
  return { signatures };
}
