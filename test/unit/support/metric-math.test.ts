import { describe, expect, it } from '@jest/globals';
import { evaluateMath, type Names } from '../../support/alarm-evaluator/metric-math.ts';

const names = (fillsEmptySeries: boolean): Names => ({
  value: (id) => ({ one: 1, two: 2, zero: 0 })[id],
  hasAny: (id) => id !== 'never',
  fillsEmptySeries,
});
const value = (text: string, fillsEmptySeries = true) =>
  evaluateMath(text, names(fillsEmptySeries));

describe('metric math', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['-two + 3', 1],
    ['two >= 2 AND one < 1 OR two != 3', 1],
    ['IF(one == 1, 100 * two, 0)', 200],
    ['IF(zero, 1, 2)', 2],
  ])('%s is %d', (text, result) => {
    expect(value(text)).toBe(result);
  });

  it('has no value where a metric that it needs has none, nor where it divides by nothing', () => {
    expect(value('one + lost')).toBeUndefined();
    expect(value('IF(lost > 1, 1, 0)')).toBeUndefined();
    expect(value('one / zero')).toBeUndefined();
  });

  it('fills gaps; whether it fills a series without any value is left open', () => {
    expect(value('FILL(lost, 0) + one')).toBe(1);
    expect(value('FILL(never, 0) + one', true)).toBe(1);
    expect(value('FILL(never, 0) + one', false)).toBeUndefined();
  });

  it('refuses what it does not know', () => {
    expect(() => value('RATE(one)')).toThrow('the function RATE is not known');
    expect(() => value('one two')).toThrow(SyntaxError);
    expect(() => value('one % two')).toThrow(SyntaxError);
  });
});
