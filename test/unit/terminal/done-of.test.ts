import { describe, expect, it } from '@jest/globals';
import { doneOf } from '../../../bin/terminal/done-of.ts';

describe('progress', () => {
  it.each([
    [0, 113, '0 of 113'],
    [113, 113, '113 of 113'],
    [115, 113, '115 of 115'],
  ])('of %i done where %i were expected reads %s', (done, total, text) => {
    expect(doneOf(done, total)).toBe(text);
  });
});
