import { describe, expect, it } from '@jest/globals';
import type { StatusMeanings } from '../../../lambdas/contract/status-meanings.ts';
import { classify, type RequestCircumstances } from '../../../lambdas/upstream/classify.ts';

const circumstances: RequestCircumstances = {
  ...{ statuses: {}, method: 'POST', doubtful: false, keyed: false, bodyless: false, now: 0 },
};
const answered = (
  status: number,
  changes: Partial<RequestCircumstances>,
  headers: Record<string, string> = {},
  body = '',
) =>
  classify(
    { kind: 'response', status, headers, body: Buffer.from(body), tooLong: false },
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

describe('A 403', () => {
  const limited: [string, Record<string, string>, string, number | undefined][] = [
    ['Retry-After', { 'retry-after': '60' }, '', 60_000],
    ['retry-after-ms', { 'retry-after-ms': '1500' }, '', 1_500],
    ['no requests left', { 'x-ratelimit-remaining': '0' }, '', undefined],
    ['a reset', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }, '', 60_000],
    ['another spelling', { 'x-rate-limit-remaining': '0' }, '', undefined],
    ['the RateLimit header', { ratelimit: '"default";r=0;t=60' }, '', 60_000],
    ['GitHub’s words', {}, '{"message":"You have exceeded a secondary rate limit."}', undefined],
    ['Google’s words', {}, '{"error":{"errors":[{"reason":"rateLimitExceeded"}]}}', undefined],
    [
      'Google’s daily limit',
      {},
      '{"error":{"errors":[{"reason":"dailyLimitExceeded"}]}}',
      undefined,
    ],
    ['Google’s gRPC code', {}, '{"error":{"status":"RESOURCE_EXHAUSTED"}}', undefined],
    ['Mashery’s words', {}, '<h1>Developer Over Qps</h1>', undefined],
    ['AWS’s words', {}, '{"message":"Rate exceeded"}', undefined],
    ['AWS’s exception', {}, '{"__type":"ThrottlingException"}', undefined],
    ['words in another order', {}, 'You have exceeded your API rate limit.', undefined],
    ['Salesforce’s words', {}, '[{"errorCode":"REQUEST_LIMIT_EXCEEDED"}]', undefined],
  ];
  it.each(limited)('with %s is a rate limit', (_sign, headers, body, retryAfterMs) => {
    const definitions: StatusMeanings[] = [{}, { 403: 'unauthorized' }, { 403: 'forbidden' }];
    for (const statuses of definitions) {
      expect(answered(403, { statuses }, headers, body)).toMatchObject({
        failure: 'busy',
        retryAfterMs,
      });
    }
    expect(answered(403, { statuses: { 403: 'rejected' } }, headers, body)).toMatchObject({
      failure: 'rejected',
    });
  });

  it.each([
    ['nothing', {}, ''],
    ['requests left', { 'x-ratelimit-remaining': '10', 'x-ratelimit-reset': '60' }, ''],
    ['an unreadable Retry-After', { 'retry-after': 'soon' }, ''],
    ['a page', {}, '<html>Forbidden. See https://docs.example/rest/rate-limits</html>'],
  ])('with %s is a refusal', (_sign, headers, body) => {
    expect(answered(403, {}, headers, body)).toMatchObject({ failure: 'forbidden' });
  });
});

describe('Retry-After', () => {
  it.each([403, 408, 409, 413, 420, 423, 425, 429, 430, 503, 509, 529])(
    'makes %i a refusal for now',
    (status) => {
      const { failure, retryAfterMs } = answered(status, {}, { 'retry-after': '30' }) as {
        failure?: string;
        retryAfterMs?: number;
      };
      expect({ failure, retryAfterMs }).toEqual({ failure: 'busy', retryAfterMs: 30_000 });
    },
  );

  it('does not show whether a 500 acted, and does not retry what is gone or invalid', () => {
    const failureOf = (status: number) => answered(status, {}, { 'retry-after': '30' });
    expect(failureOf(500)).toMatchObject({ failure: 'unclear', retryAfterMs: 30_000 });
    expect(failureOf(410)).toMatchObject({ failure: 'rejected' });
    expect(failureOf(422)).toMatchObject({ failure: 'rejected' });
  });

  it('takes precedence if the state of a limit comes with every response', () => {
    const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' };
    expect(answered(503, {}, limit)).toMatchObject({ failure: 'unclear', retryAfterMs: undefined });
    expect(answered(200, {}, limit)).toMatchObject({ kind: 'done' });
  });
});
