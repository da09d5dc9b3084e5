import { describe, expect, it } from '@jest/globals';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { shopify } from '../../../lambdas/providers/shopify.ts';
import { headersToCarry, queryToCarry } from '../../../lambdas/verification/carry-along.ts';

describe('headersToCarry', () => {
  it("carries the provider's own headers and leaves its signature and others behind", () => {
    const headers = {
      'x-shopify-topic': 'orders/paid',
      'x-shopify-hmac-sha256': 'c2ln',
      'shopify-hmac-sha256': 'c2ln',
      'content-type': 'application/json',
      cookie: 'a=b',
    };
    expect(headersToCarry(shopify, headers)).toEqual({ 'x-shopify-topic': 'orders/paid' });
  });

  it('leaves credentials behind even where the data asks for them', () => {
    const greedy = genericToken({
      token: { in: 'header', name: 'x-token' },
      ownHeaders: ['x-*', 'authorization', 'cookie'],
    });
    const headers = { 'x-token': 't', 'x-more': 'm', authorization: 'a', cookie: 'c' };
    expect(headersToCarry(greedy, headers)).toEqual({ 'x-more': 'm' });
  });
});

describe('queryToCarry', () => {
  const provider = genericToken({ token: { in: 'query', name: 'token' } });

  it.each([
    ['a=1&token=s&b=%20+x', 'a=1&b=%20+x'],
    ['tok%65n=s', ''],
    ['token=s&token=t&c', 'c'],
    ['', ''],
  ])('takes the token out of "%s"', (query, carried) => {
    expect(queryToCarry(provider, query)).toBe(carried);
  });

  it('keeps the query of every other scheme byte for byte', () => {
    expect(queryToCarry(shopify, 'token=s&&a=%zz')).toBe('token=s&&a=%zz');
  });
});
