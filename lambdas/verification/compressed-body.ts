import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** `gzip` is the only coding with reliable first bytes. No text begins with them. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** The decompressed bytes, or undefined if they are corrupt, empty or more than `maxBytes`. */
export function decompressed(
  bytes: Buffer,
  coding: keyof typeof decoders,
  maxBytes: number,
): Buffer | undefined {
  try {
    return decoders[coding](bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
