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
 * arrive joined by a comma, so a comma that the syntax has no place for is refused here.
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
  return text === '' || text.includes(',') ? undefined : { signatures: [text] };
}

function readPairs(
  text: string,
  syntax: Extract<SignatureSyntax, { form: 'pairs' }>,
): SignatureHeader | undefined {
  const signatures: string[] = [];
  let timestamp: string | undefined;
  for (const pair of text.split(syntax.separator)) {
    const equals = pair.indexOf('=');
    if (equals < 1) return undefined;
    const key = pair.slice(0, equals);
    const value = pair.slice(equals + 1);
    if (key === syntax.signatureKey) {
      signatures.push(value);
    } else if (key === syntax.timestampKey) {
      if (timestamp !== undefined) return undefined;
      timestamp = value;
    }
  }
  if (signatures.length === 0 || signatures.length > mostSignatures) return undefined;
  if (syntax.timestampKey === undefined) return { signatures };
  return timestamp === undefined ? undefined : { signatures, timestamp };
}

function readVersions(text: string, version: string): SignatureHeader | undefined {
  const signatures: string[] = [];
  for (const entry of text.split(' ')) {
    const comma = entry.indexOf(',');
    if (comma < 1 || comma === entry.length - 1 || entry.includes(',', comma + 1)) return undefined;
    if (entry.slice(0, comma) === version) signatures.push(entry.slice(comma + 1));
  }
  if (signatures.length === 0 || signatures.length > mostSignatures) return undefined;
  return { signatures };
}

/** The engine in reverse: the header a provider would send. */
export function writeSignatureHeader(
  signature: string,
  timestamp: string | undefined,
  syntax: SignatureSyntax,
): string {
  switch (syntax.form) {
    case 'bare':
      return signature;
    case 'prefix':
      return syntax.prefix + signature;
    case 'pairs': {
      const stamp =
        syntax.timestampKey === undefined ? [] : [`${syntax.timestampKey}=${timestamp}`];
      return [...stamp, `${syntax.signatureKey}=${signature}`].join(syntax.separator);
    }
    case 'versions':
      return `${syntax.version},${signature}`;
  }
}
