import { describe, expect, it } from '@jest/globals';
import { holdSecondsFor } from '../../../lambdas/operations/clear-dead-letters.ts';

describe('how long a received dead letter is hidden', () => {
  it.each([
    [0.1, 40],
    [0.5, 8],
    [50, 4],
  ])('is longer than four workers at %d a second wait for their turn', (perSecond, turn) => {
    expect(holdSecondsFor(10, perSecond)).toBeGreaterThanOrEqual(turn + 20);
  });

  it('is never longer than SQS can hide it', () => {
    expect(holdSecondsFor(10, 0.00001)).toBe(43_200);
  });
});
