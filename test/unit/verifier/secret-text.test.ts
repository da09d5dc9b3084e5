import { describe, expect, it } from '@jest/globals';
import { readSecretText } from '../../../lambdas/verifier/secret-text.ts';

const entry = (value: string, addedAt: string) => ({ value, addedAt });
const stored = (...secrets: unknown[]) => readSecretText(JSON.stringify({ secrets }));

describe('The text of a signing secret', () => {
  it('is a list, of which the last is the current one, whatever the clocks of two people said', () => {
    expect(
      stored(
        entry('first', '2026-01-01T00:00:00Z'),
        entry('second', '2026-03-01T00:00:00Z'),
        entry('third', '2026-02-01T00:00:00Z'),
      ),
    ).toEqual({
      kind: 'secrets',
      secrets: ['third', 'second', 'first'],
      currentSince: Date.UTC(2026, 1, 1),
    });
  });

  it.each(['whsec_abc', '  whsec_abc\r\n', '"quoted"', '12345', 'true', '[not json'])(
    'is a single secret, pasted by hand: %j',
    (text) => {
      expect(readSecretText(text)).toEqual({ kind: 'secrets', secrets: [text.trim()] });
    },
  );

  it.each(['', ' \n', '{"secrets":[]}'])('is none: %j', (text) => {
    expect(readSecretText(text)).toMatchObject({ kind: 'unusable', reason: 'no-secret' });
  });

  it.each([
    '{}',
    '{"secret":"abc"}',
    '{"secrets":"abc"}',
    '{"secrets":["abc"]}',
    '{"secrets":[{"value":"abc"}]}',
    '{"secrets":[{"value":"abc","addedAt":"yesterday"}]}',
    '{"secrets":[{"value":"","addedAt":"2026-01-01T00:00:00Z"}]}',
    '{"secrets":[null]}',
    '["abc"]',
  ])('is of a shape that nobody meant, and says what was expected: %j', (text) => {
    const reading = readSecretText(text);
    expect(reading).toMatchObject({ kind: 'unusable', reason: 'unusable-secret' });
    expect(JSON.stringify(reading)).toContain('addedAt');
    expect(JSON.stringify(reading)).not.toContain('abc');
  });
});
