import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeMessage,
  encodeMessage,
  messageVersion,
} from '../../../lambdas/event/webhook-message.ts';
import { webhook } from '../../support/webhook.ts';

const takenBySqs = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

describe('the queue message', () => {
  it('carries any body byte for byte in the characters that SQS takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encodeMessage(webhook({ body: Buffer.from(bytes) }));
        expect(text).toMatch(takenBySqs);
        const decoded = decodeMessage(text);
        expect(decoded).toMatchObject({ kind: 'message' });
        expect(
          decoded.kind === 'message' && Buffer.from(bytes).equals(decoded.body as Buffer),
        ).toBe(true);
      }),
    );
  });

  it.each([
    ['a NUL', Buffer.from('{"a":"\u0000"}')],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['a noncharacter', Buffer.from('\ufffe\uffff')],
    ['half a UTF-8 sequence', Buffer.from([0xe2, 0x82])],
    ['nothing', Buffer.alloc(0)],
  ])('carries %s', (_name, body) => {
    const text = encodeMessage(webhook({ body }));
    expect(text).toMatch(takenBySqs);
    expect(decodeMessage(text)).toMatchObject({ body });
  });

  it('carries any text in query and headers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const sent = webhook({ query: value, headers: { 'x-any': value } });
        const text = encodeMessage(sent);
        expect(text).toMatch(takenBySqs);
        expect(decodeMessage(text)).toMatchObject({
          head: { query: value, headers: { 'x-any': value } },
        });
      }),
    );
  });

  it('points at a body in the bucket instead of carrying it', () => {
    const reference = { bucket: 'b', key: 'i/k', sha256: 'ab', bytes: 3_000_000 };
    const text = encodeMessage(webhook({ body: Buffer.alloc(3_000_000) }), reference);
    expect(text.length).toBeLessThan(2_000);
    expect(decodeMessage(text)).toMatchObject({ kind: 'message', body: reference });
  });

  it('is recognised as newer, not as broken, when a later version wrote it', () => {
    const text = JSON.stringify({ version: messageVersion + 1, anything: true });
    expect(decodeMessage(text)).toEqual({ kind: 'newer-version', version: messageVersion + 1 });
  });

  it('is read if an older verifier wrote it without a binding', () => {
    const decoded = decodeMessage(encodeMessage(webhook({ idUnsigned: true })));
    expect(decoded).toMatchObject({ kind: 'message', head: { idUnsigned: true } });
    expect(decoded.kind === 'message' && decoded.head.binding).toBeUndefined();
  });

  it('carries the binding of its event', () => {
    const binding = { signedSha256: 'a', contentSha256: 'b', type: 'c' };
    const text = encodeMessage(webhook({ binding }));
    expect(decodeMessage(text)).toMatchObject({ head: { binding } });
    const broken = JSON.stringify({ ...JSON.parse(text), binding: { contentSha256: 'b' } });
    expect(decodeMessage(broken)).toEqual({ kind: 'unreadable', problem: 'no readable binding' });
  });

  it('is read by this version whatever fields a later one adds', () => {
    const text = encodeMessage(webhook({}));
    const withMore = JSON.stringify({ ...JSON.parse(text), addedLater: 1 });
    expect(decodeMessage(withMore)).toMatchObject({ kind: 'message' });
  });

  it.each([
    ['text', 'hello', 'not JSON'],
    ['an array', '[]', 'not a JSON object'],
    ['no version', '{}', 'no version'],
    ['no event id', JSON.stringify({ version: 1, integration: 'i', provider: 'p' }), 'no eventId'],
  ])('says what is wrong with %s', (_name, text, problem) => {
    expect(decodeMessage(text)).toEqual({ kind: 'unreadable', problem });
  });
});
