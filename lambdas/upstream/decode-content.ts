import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

export type DecodedContent =
  { readonly kind: 'content'; readonly body: Buffer } | { readonly kind: 'too-long' };

type Decoder = (body: Buffer, limits: { readonly maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  // RFC 9110 specifies the zlib format; some servers send the raw stream.
  ['deflate', (body, limits) => (isZlib(body) ? inflateSync : inflateRawSync)(body, limits)],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
]);

/** More codings than any server applies; the limit bounds the work. */
const maxCodings = 4;

/**
 * Reverses the codings of a response body. No request asks for a coding, but some servers apply one anyway, and
 * others name one that they do not apply. So an unknown name (`none`, an empty text) counts as no coding, and bytes
 * that do not decode stay unchanged; the reader finds out whether they are valid.
 */
export function decodeContent(
  body: Buffer,
  contentEncoding: string,
  limitBytes: number,
): DecodedContent {
  const named = contentEncoding
    .split(',', maxCodings)
    .map((coding) => decoders.get(coding.trim().toLowerCase()))
    .filter((decoder) => decoder !== undefined)
    .reverse();
  let decoded = body;
  try {
    for (const decoder of named) decoded = decoder(decoded, { maxOutputLength: limitBytes });
    // A proxy compressed it without a Content-Encoding.
    if (isGzip(decoded)) decoded = gunzipSync(decoded, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      return { kind: 'too-long' };
  }
  return { kind: 'content', body: decoded };
}

function isGzip(body: Buffer): boolean {
  return body.subarray(0, 3).equals(gzipMagic);
}

const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);

function isZlib(body: Buffer): boolean {
  return body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}
