import { describe, expect, it } from '@jest/globals';
import { applyWrite } from '../../../lambdas/breaker/conditional-write.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import { force } from '../../../lambdas/breaker/transitions.ts';

describe('the history of a breaker', () => {
  it('holds the latest eight changes, the newest last', () => {
    let seen = untouched;
    for (let change = 1; change <= 10; change += 1) {
      const id = `id-${String(change)}`;
      const cause = { id, by: 'ada', reason: `change ${String(change)}` };
      const to = { kind: change % 2 === 1 ? 'forced-open' : 'forced-closed' } as const;
      seen = applyWrite(seen, force(seen, to, cause, change * 1_000)).snapshot;
    }
    expect(seen.history.map(({ epoch, reason }) => `${String(epoch)} ${reason}`)).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10].map((change) => `${String(change)} change ${String(change)}`),
    );
  });
});
