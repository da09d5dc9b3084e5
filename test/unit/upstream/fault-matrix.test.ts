import { beforeAll, describe, expect, it } from '@jest/globals';
import { faultMatrix } from '../../support/fault-matrix.ts';
import { failurePolicyTable, tableOnPage, type Rows } from '../../support/upstream-docs.ts';

// After a change that was meant: node test/support/write-upstream-docs.ts
describe('docs/upstream-calls.md', () => {
  let happened: Rows;
  beforeAll(async () => {
    happened = await faultMatrix();
  }, 60_000);

  it('shows the policy that the code follows', () => {
    expect(tableOnPage('failure-policy')).toEqual(failurePolicyTable());
  });

  it('shows what happens when an upstream misbehaves', () => {
    expect(tableOnPage('fault-matrix')).toEqual(happened);
  });

  it('shows no fault that makes a step act twice, and none that leaves an event without an end', () => {
    const cells = happened.slice(1).flatMap(([, , ...ways]) => ways);
    expect(cells.filter((cell) => /[2-9]×|\d\d×/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => !/(done|dead-letter [\w-]+) \(/.test(cell))).toEqual([]);
  });
});
