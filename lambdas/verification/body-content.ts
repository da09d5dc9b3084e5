import { isUtf8 } from 'node:buffer';
import { decompressed, isGzip } from './compressed-body.ts';
import { isTooDeep } from './json-depth.ts';

/**
 * What a body holds, decided by its bytes alone: the headers that describe a body are signed by no
 * provider, so they must not choose how an event's id is read. The verifier and the processor share this decision.
 */
export type BodyContent =
  /** A JSON object or array. */
  | { readonly kind: 'json'; readonly text: string; readonly value: object }
  /** Text of another kind: a form, XML, a single JSON value, nothing at all. */
  | { readonly kind: 'text'; readonly text: string }
  /** No text in any encoding that JSON or forms come in. */
  | { readonly kind: 'bytes' }
  /** JSON nested too deeply, or compressed bytes that are broken or too many. */
  | { readonly kind: 'out-of-bounds'; readonly why: 'too-deep' | 'malformed-body' };

/** Twice the largest body that reaches the verifier. */
export const maxDecompressedBytes = 8 * 1024 * 1024;

/** @param maxBytes of the decompressed body; 0 leaves compressed bodies as they are */
export function readBody(body: Buffer, maxBytes = maxDecompressedBytes): BodyContent {
  if (isGzip(body)) {
    if (maxBytes === 0) return { kind: 'bytes' };
    const bytes = decompressed(body, 'gzip', maxBytes);
    return bytes === undefined
      ? { kind: 'out-of-bounds', why: 'malformed-body' }
      : readPlain(bytes);
  }
  const content = readPlain(body);
  if (content.kind === 'json' || content.kind === 'out-of-bounds' || maxBytes === 0) return content;
  return readUnmarked(body, maxBytes) ?? content;
}

/** Deflate and Brotli have no reliable first bytes: they count only where JSON comes out. */
function readUnmarked(body: Buffer, maxBytes: number): BodyContent | undefined {
  if (isUtf8(body)) return undefined;
  for (const coding of ['deflate', 'br'] as const) {
    const bytes = decompressed(body, coding, maxBytes);
    const content = bytes && readPlain(bytes);
    if (content?.kind === 'json') return content;
  }
  return undefined;
}

function readPlain(bytes: Buffer): BodyContent {
  const text = decodeText(bytes);
  const isPlain = isUtf8(bytes) && !bytes.includes(0);
  if (isTooDeep(isPlain ? bytes : Buffer.from(text))) {
    return { kind: 'out-of-bounds', why: 'too-deep' };
  }
  const value = parseJson(text);
  if (value !== undefined) return { kind: 'json', text, value };
  return isPlain ? { kind: 'text', text } : { kind: 'bytes' };
}

/** Only objects and arrays: of the bytes `17` alone, nothing says that they are JSON. */
function parseJson(text: string): object | undefined {
  if (!/^[ \t\r\n]*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** As text, by byte order mark or by where the zero bytes of ASCII stand. Without the mark. */
function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff) return decodeUtf16be(bytes.subarray(2));
  if (second === 0 && first !== 0) return bytes.toString('utf16le');
  if (first === 0 && second !== 0) return decodeUtf16be(bytes);
  // Windows-1252 shares the rest with Latin-1 except for a few signs, and no byte of either is lost.
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

const byteOrderMark = 0xfeff;

function decodeUtf16be(bytes: Buffer): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}
