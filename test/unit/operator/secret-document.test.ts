import { describe, expect, it } from '@jest/globals';
import {
  fingerprint,
  parseSecretDocument,
  positionOf,
  withoutSecret,
  withSecret,
} from '../../../bin/operator/secret/secret-document.ts';
import { secretProblem } from '../../../lambdas/verification/secret-problem.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';

const addedAt = '2026-01-02T03:04:05.678Z';
const one = { value: 'one', addedAt };
const two = { value: 'two', addedAt };

describe('the list of an integration’s secrets', () => {
  it('is empty at first', () => {
    expect(parseSecretDocument('{"secrets":[]}', addedAt)).toEqual({ secrets: [] });
  });

  it('takes what somebody pasted by hand for one secret', () => {
    expect(parseSecretDocument(' whsec_abc\n', addedAt)).toEqual({
      secrets: [{ value: 'whsec_abc', addedAt }],
    });
  });

  it('keeps the old ones when one is added, and knows the current one', () => {
    const both = withSecret({ secrets: [one] }, two);

    expect(both).toEqual({ secrets: [one, two] });
    expect(withSecret(both, { ...two, addedAt: 'later' })).toBe(both);
    expect(['one', 'two', 'three'].map((value) => positionOf(both, value))).toEqual([
      'previous',
      'current',
      'none',
    ]);
  });

  it('has a rotated one for the current one again, once, when it is added again', () => {
    const again = { ...one, addedAt: '2026-02-02T00:00:00.000Z' };
    expect(withSecret({ secrets: [one, two] }, again)).toEqual({ secrets: [two, again] });
  });

  it('loses one by its fingerprint', () => {
    expect(withoutSecret({ secrets: [one, two] }, fingerprint('one'))).toEqual({ secrets: [two] });
  });
});

describe('a secret', () => {
  it.each([
    ['stripe', 'whsec_abc'],
    ['standard-webhooks', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['standard-webhooks', 'v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['standard-webhooks', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwYQ'],
    ['discord', 'ab'.repeat(32)],
    ['generic-token', 'token'],
  ])('of %s is accepted', (id, secret) => {
    expect(secretProblem(resolveProvider(id).scheme, secret)).toBeUndefined();
  });

  it.each([
    ['stripe', ''],
    ['stripe', 'x'],
    ['generic-token', 'x'],
    ['generic-hmac', 'xy'],
    ['stripe', 'whsec_abc '],
    ['standard-webhooks', 'not base64!'],
    ['standard-webhooks', 'nope'],
    ['discord', 'abcd'],
    ['generic-token', 'two words'],
  ])('of %s is refused: "%s"', (id, secret) => {
    const problem = secretProblem(resolveProvider(id).scheme, secret);
    expect(problem).toEqual(expect.any(String));
    if (secret.length > 3) expect(problem).not.toContain(secret);
  });
});

describe('a secret in the console’s key/value form', () => {
  it('is refused here as it is by the verifier, and says what to do', () => {
    const text = '{"secret":"whsec_pasted"}';
    expect(() => parseSecretDocument(text, '2026-01-01T00:00:00Z')).toThrow('not a list');
    expect(() => parseSecretDocument(text, '2026-01-01T00:00:00Z')).not.toThrow('whsec_pasted');
  });
});
