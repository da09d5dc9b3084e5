import { describe, expect, it } from '@jest/globals';
import { classify, type RequestCircumstances } from '../../../lambdas/upstream/classify.ts';

const circumstances: RequestCircumstances = {
  ...{ statuses: {}, method: 'POST', doubtful: false, keyed: false, bodyless: false, now: 0 },
};
const answered = (status: number, changes: Partial<RequestCircumstances>) =>
  classify(
    { kind: 'response', status, headers: {}, body: Buffer.alloc(0), tooLong: false },
    { ...circumstances, ...changes },
  );

describe('A status that answers the request before it', () => {
  it.each([404, 410])('is %i to a DELETE that may have acted: it is gone', (status) => {
    const deletes = { method: 'DELETE', doubtful: true };
    expect(answered(status, deletes)).toEqual({ kind: 'done', gone: true });
    expect(answered(status, { method: 'DELETE' })).toMatchObject({ failure: 'rejected' });
    expect(answered(status, { doubtful: true })).toMatchObject({ failure: 'rejected' });
  });

  it('is 409 to a key that came before: the first request is still at work', () => {
    expect(answered(409, { doubtful: true, keyed: true })).toMatchObject({ failure: 'busy' });
    expect(answered(409, { doubtful: true })).toMatchObject({ failure: 'rejected' });
    expect(answered(409, { keyed: true })).toMatchObject({ failure: 'rejected' });
  });

  it('is none where the upstream gives it another meaning', () => {
    const own = {
      doubtful: true,
      keyed: true,
      statuses: { 409: 'rejected', 404: 'unclear' },
    } as const;
    expect(answered(409, own)).toMatchObject({ failure: 'rejected' });
    expect(answered(404, { ...own, method: 'DELETE' })).toMatchObject({ failure: 'unclear' });
  });
});
