import { describe, expect, it } from '@jest/globals';
import { ClearingProgress } from '../../../lambdas/operations/clearing-progress.ts';

const holdSeconds = 20;
const start = 1_000_000;
const minute = 60_000;

const progress = (toCome: number, sweepAll = false) =>
  new ClearingProgress(toCome, sweepAll, holdSeconds, start);

describe('a sweep through a dead-letter queue', () => {
  it('is over when all that the index knows was moved', () => {
    const sweep = progress(3);
    sweep.count({ done: 2, doneOfListed: 2, cleared: 0 }, start);
    expect(sweep.isOver(2, start, false)).toBe(false);
    sweep.count({ done: 1, doneOfListed: 1, cleared: 0 }, start);
    expect(sweep.isOver(1, start, false)).toBe(true);
  });

  it('that must see every message is over when the queue gives no more', () => {
    const sweep = progress(0, true);
    expect(sweep.isOver(5, start, false)).toBe(false);
    expect(sweep.isOver(0, start, false)).toBe(true);
  });

  it('waits for what a run that was killed still hides, for longer than it hides anything itself', () => {
    const sweep = progress(0, true);
    expect(sweep.isOver(0, start + 10 * minute, true)).toBe(false);
    expect(sweep.isOver(0, start + 10 * minute, false)).toBe(true);
    expect(sweep.isOver(0, start + 19 * minute, true)).toBe(true);
  });

  it('gives up on what the index knows and the queue does not give', () => {
    const sweep = progress(1);
    expect(sweep.isOver(0, start + 24_000, false)).toBe(false);
    expect(sweep.isOver(0, start + 26_000, false)).toBe(true);
    expect(sweep.toCome).toBe(1);
  });

  it('does not go round for ever among messages that it leaves alone', () => {
    const sweep = progress(1);
    expect(sweep.isOver(10, start + 49_000, false)).toBe(false);
    expect(sweep.isOver(10, start + 51_000, false)).toBe(true);
  });
});
