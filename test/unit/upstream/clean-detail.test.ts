import { describe, expect, it } from '@jest/globals';
import { cleanDetail } from '../../../lambdas/upstream/clean-detail.ts';

describe('What an upstream said', () => {
  it.each([
    ['{"error":"currency missing"}', '{"error":"currency missing"}'],
    ['{"client_secret":"abc def","n":1}', '{"client_secret":[secret],"n":1}'],
    [
      String.raw`{"echo":"{\"token\":\"abc\",\"n\":1}"}`,
      String.raw`{"echo":"{\"token\":[secret],\"n\":1}"}`,
    ],
    ['api-key=abc&n=1', 'api-key=[secret]&n=1'],
    ['Authorization: Bearer abcdefgh12345', 'Authorization: [secret] [secret]'],
    ['got eyJhbGciOi.eyJzdWIiOi.sig', 'got [secret]'],
    ['No such key: sk_live_51H8abcdef', 'No such key: [secret]'],
    ['ghp_0123456789abcdef is revoked', '[secret] is revoked'],
    ['AKIAIOSFODNN7EXAMPLE may not', '[secret] may not'],
    ['skipping-everything is fine', 'skipping-everything is fine'],
  ])('loses what looks like a credential: %s', (said, shown) => {
    expect(cleanDetail(said, [])).toBe(shown);
  });
});
