import { describe, expect, it } from '@jest/globals';
import { systemRandom } from '../../../lambdas/runtime/system-clock.ts';
import { mintId, traceparentFor } from '../../../lambdas/verifier/mint.ts';

const now = Date.UTC(2026, 0, 1);

describe('A minted id', () => {
  it('is a UUID of version 7', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const random of [() => 0, () => 0.999_999, systemRandom]) {
      expect(mintId(now, random)).toMatch(uuid);
    }
  });

  it('sorts by time', () => {
    const later = mintId(now + 1, () => 0);
    expect(mintId(now, () => 0.999) < later).toBe(true);
  });

  it('is another one each time, and the same from the same seed', () => {
    const ids = Array.from({ length: 1_000 }, () => mintId(now, systemRandom));
    expect(new Set(ids).size).toBe(1_000);
    expect(mintId(now, () => 0.5)).toBe(mintId(now, () => 0.5));
  });
});

describe('A trace', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const span = 'b7ad6b7169203331';

  it.each([
    [`00-${trace}-${span}-01`, '01'],
    [`00-${trace}-${span}-00`, '00'],
    [`cc-${trace}-${span}-01-what-the-future-will-be`, '01'],
  ])('that a provider began is continued with a span of our own: %s', (received, flags) => {
    expect(traceparentFor(received, () => 0.5)).toBe(`00-${trace}-8888888888888888-${flags}`);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${trace}-${span}`,
    `00-${trace}-${span}-01-more`,
    `ff-${trace}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}-01\n`,
  ])('begins here where the provider sent none that is valid: %s', (received) => {
    expect(traceparentFor(received, () => 0.5)).toBe(`00-${'8'.repeat(32)}-${'8'.repeat(16)}-01`);
  });
});
