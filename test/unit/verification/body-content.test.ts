import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBody } from '../../../lambdas/verification/body-content.ts';

const value = { id: 'evt_1', text: 'Grüße, 世界 🎉' };
const text = JSON.stringify(value);
const utf16le = Buffer.from(text, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

describe('JSON', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-8 after white space', Buffer.from(`\r\n\t ${text}\n`)],
    ['UTF-16, little-endian', utf16le],
    ['UTF-16, big-endian', utf16be],
    ['UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le])],
    ['big-endian UTF-16 with one', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['gzip', gzipSync(text)],
    ['gzip of UTF-8 with a byte order mark', gzipSync(`\ufeff${text}`)],
    ['deflate', deflateSync(text)],
    ['Brotli', brotliCompressSync(text)],
  ])('is recognized in %s', (_encoding, bytes) => {
    expect(readBody(bytes)).toMatchObject({ kind: 'json', value });
  });

  it('is recognized in Latin-1, whose bytes are not UTF-8', () => {
    const bytes = Buffer.from('{"name":"Grüße"}', 'latin1');
    expect(readBody(bytes)).toMatchObject({ kind: 'json', value: { name: 'Grüße' } });
  });

  it('uses the last of two equal keys, as JSON.parse does', () => {
    expect(readBody(Buffer.from('{"id":1,"id":2}'))).toMatchObject({ value: { id: 2 } });
  });

  it.each(['17', '"text"', 'null', 'true', '', ' ', '{', '{"a":1}x', '{a:1}', 'a=1', '<a/>'])(
    'is not what %p is',
    (other) => {
      expect(readBody(Buffer.from(other))).toEqual({ kind: 'text', text: other });
    },
  );

  it('is any object or array that a sender writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        (any) => {
          const written = JSON.stringify(any);
          expect(readBody(Buffer.from(written))).toEqual({
            kind: 'json',
            text: written,
            value: JSON.parse(written),
          });
        },
      ),
    );
  });
});

describe('bounds', () => {
  const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));

  it('are 64 levels of nesting', () => {
    expect(readBody(nested(64)).kind).toBe('json');
    expect(readBody(nested(65)).kind).toBe('out-of-bounds');
    expect(readBody(Buffer.from(`{"a":${nested(64).toString()}}`)).kind).toBe('out-of-bounds');
  });

  it('do not count brackets in strings', () => {
    const odd = JSON.stringify({ a: '[{'.repeat(100), b: '\\"[['.repeat(100), '[[\\': ['\\'] });
    expect(readBody(Buffer.from(odd)).kind).toBe('json');
  });

  it('are 8 MiB of decompressed body', () => {
    const megabytes = (count: number) => gzipSync(Buffer.alloc(count * 1024 * 1024, 0x20));
    expect(readBody(megabytes(8)).kind).toBe('text');
    expect(readBody(megabytes(9)).kind).toBe('out-of-bounds');
  });

  it('do not apply to unverified bodies, which are not decompressed', () => {
    expect(readBody(gzipSync(text), 0)).toEqual({ kind: 'bytes' });
    expect(readBody(brotliCompressSync(text), 0)).toEqual({ kind: 'bytes' });
  });
});

it('leaves other bytes alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => readBody(Buffer.from(bytes))).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
  expect(readBody(Buffer.from([0x00, 0x01, 0xff, 0x0b]))).toEqual({ kind: 'bytes' });
  expect(readBody(gzipSync(text).subarray(0, 12))).toEqual({
    kind: 'out-of-bounds',
    why: 'malformed-body',
  });
});
