import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { onOrphaned } from '../../../bin/terminal/on-orphaned.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('ends what npm has started when npm is gone, once', () => {
  let parent = 42;
  const act = jest.fn();
  onOrphaned(act, () => parent);
  jest.advanceTimersByTime(10_000);
  expect(act).not.toHaveBeenCalled();
  parent = 1;
  jest.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(1);
});
