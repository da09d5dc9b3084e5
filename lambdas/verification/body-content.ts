import { isUtf8 } from 'node:buffer';
import { decompressed, isGzip } from './compressed-body.ts';
import { isTooDeep } from './json-depth.ts';

/** The text of a body. */
export type DecodedBody =
  | { readonly kind: 'text'; readonly text: string }
  /** Not text in any encoding that JSON or forms use. */
  | { readonly kind: 'bytes' }
  /** JSON nested too deeply, or compressed bytes that are corrupt or too many. */
  | { readonly kind: 'out-of-bounds'; readonly why: 'too-deep' | 'malformed-body' };

/**
 * What a body contains, decided by its bytes alone: no provider signs the headers that describe a body, so they must
 * not decide how an event's id is read. The verifier and the processor share this decision.
 */
export type BodyContent =
  /** A JSON object or array. */
  | { readonly kind: 'json'; readonly text: string; readonly value: object }
  /** Any other text: a form, XML, a single JSON value, or an empty body. */
  | DecodedBody;

/** Twice the largest body that reaches the verifier. */
export const maxDecompressedBytes = 8 * 1024 * 1024;

/** @param maxBytes of the decompressed body; 0 leaves compressed bodies as they are */
export function readBody(body: Buffer, maxBytes?: number): BodyContent {
  return parseBody(decodeBody(body, maxBytes));
}

/** Distinguishes JSON from other text. */
export function parseBody(decoded: DecodedBody): BodyContent {
  const value = decoded.kind === 'text' ? parseJson(decoded.text) : undefined;
  return decoded.kind === 'text' && value !== undefined
    ? { kind: 'json', text: decoded.text, value }
    : decoded;
}

/** Decompresses and decodes a body; does not parse UTF-8 text. */
export function decodeBody(body: Buffer, maxBytes = maxDecompressedBytes): DecodedBody {
  if (isGzip(body)) {
    if (maxBytes === 0) return { kind: 'bytes' };
    const bytes = decompressed(body, 'gzip', maxBytes);
    return bytes === undefined
      ? { kind: 'out-of-bounds', why: 'malformed-body' }
      : decodePlain(bytes);
  }
  const decoded = decodePlain(body);
  if (decoded.kind !== 'bytes' || maxBytes === 0) return decoded;
  return decodeUnmarked(body, maxBytes) ?? decoded;
}

/** Deflate and Brotli have no reliable first bytes: they are accepted only if the result is JSON. */
function decodeUnmarked(body: Buffer, maxBytes: number): DecodedBody | undefined {
  for (const coding of ['deflate', 'br'] as const) {
    const bytes = decompressed(body, coding, maxBytes);
    const decoded = bytes && decodePlain(bytes);
    if (decoded !== undefined && parseBody(decoded).kind === 'json') return decoded;
  }
  return undefined;
}

function decodePlain(bytes: Buffer): DecodedBody {
  const text = decodeText(bytes);
  const isPlain = isUtf8(bytes) && !bytes.includes(0);
  if (isTooDeep(isPlain ? bytes : Buffer.from(text))) {
    return { kind: 'out-of-bounds', why: 'too-deep' };
  }
  // Any bytes are text in UTF-16 or Latin-1, but hardly ever JSON.
  return isPlain || parseJson(text) !== undefined ? { kind: 'text', text } : { kind: 'bytes' };
}

/** Only objects and arrays: the bytes `17` alone do not show that they are JSON. */
function parseJson(text: string): object | undefined {
  if (!/^[ \t\r\n]*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Decodes by byte order mark, or by the position of the zero bytes of ASCII. Removes the mark. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff) return decodeUtf16be(bytes.subarray(2));
  if (second === 0 && first !== 0) return bytes.toString('utf16le');
  if (first === 0 && second !== 0) return decodeUtf16be(bytes);
  // Windows-1252 differs from Latin-1 in only a few characters, and no byte of either is lost.
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

const byteOrderMark = 0xfeff;

function decodeUtf16be(bytes: Buffer): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}
