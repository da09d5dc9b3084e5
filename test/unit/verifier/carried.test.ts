import { describe, expect, it } from '@jest/globals';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { carriedHeaders } from '../../../lambdas/verifier/carried.ts';
import { acme } from '../../support/verifier.ts';

const credentials = {
  authorization: 'a',
  'proxy-authorization': 'a',
  cookie: 'a',
  'x-amzn-trace-id': 'a',
  'x-amz-content-sha256': 'a',
  'x-forwarded-for': 'a',
  'x-api-key': 'a',
  'x-acme-signature': 'a',
  'x-acme-token': 'a',
  'x-hub-signature': 'a',
  host: 'a',
  forwarded: 'a',
};

describe('The headers that travel with an event', () => {
  it('are its provider’s own, and those without which nobody can read the body', () => {
    const headers = {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'user-agent': 'Acme/1',
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1',
      'x-acme-id': '1',
    };
    const others = { 'x-other': '1', accept: '*/*' };
    expect(carriedHeaders(acme, { ...headers, ...others })).toEqual(headers);
  });

  it('hold no credential and no signature, even where the catalog asks for all headers', () => {
    expect(carriedHeaders({ ...acme, ownHeaders: ['*'] }, credentials)).toEqual({});
  });

  it.each(Object.values(catalog))('do not hold what proves a request of $name', (provider) => {
    const { scheme } = provider;
    const proof = scheme.kind === 'token' ? scheme.token : scheme.signature.from;
    if (proof.in !== 'header') return;
    expect(carriedHeaders({ ...provider, ownHeaders: ['*'] }, { [proof.name]: 'a' })).toEqual({});
  });
});
