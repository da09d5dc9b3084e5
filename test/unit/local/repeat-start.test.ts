import { describe, expect, it } from '@jest/globals';
import { repeatStart } from '../../../bin/local/start/repeat-start.ts';

describe('consecutive runs of the demo', () => {
  it('go on after a failure, and print what the failed run said', async () => {
    const told: string[] = [];
    const start = (number: number) =>
      Promise.resolve({
        status: number === 2 ? 1 : 0,
        output: 'PUT http://127.0.0.1:4580 got no answer\n',
        tookMs: number * 1_000,
      });

    expect(await repeatStart(3, start, (text) => told.push(text))).toEqual({
      ...{ runs: 3, failed: [2], slowestMs: 3_000 },
    });
    expect(told).toEqual([
      '✓ 1 of 3 (1.0 s)',
      '✗ 2 of 3 (2.0 s)',
      'PUT http://127.0.0.1:4580 got no answer',
      '✓ 3 of 3 (3.0 s)',
    ]);
  });
});
