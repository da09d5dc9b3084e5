import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientProof } from '../../../../lambdas/upstream/credentials/client-authentication.ts';

/** What a server finds in the header before it decodes anything. */
function basicPair(clientId: string, clientSecret: string): [string, string] {
  const { headers } = clientProof({ clientId, clientSecret }, 'basic');
  const [, encoded = ''] = (headers['authorization'] ?? '').split(' ');
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return [id, secret.join(':')];
}
const decoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

describe('The authentication of a client', () => {
  it('sends an id unencoded in HTTP Basic: most servers do not decode it', () => {
    expect(basicPair('erp-client_1.prod~eu', "a-b_c.d~e!*'()/=@,;:&")).toEqual([
      'erp-client_1.prod~eu',
      "a-b_c.d~e!*'()/=@,;:&",
    ]);
  });

  it('encodes what a server that decodes would misread', () => {
    expect(basicPair('a:b+c d', '50%+1 ü')).toEqual(['a%3Ab%2Bc%20d', '50%25%2B1%20%C3%BC']);
  });

  it('arrives unchanged at every server that decodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (id, secret) => {
        expect(basicPair(id, secret).map(decoded)).toEqual(
          [id, secret].map((one) => one.toWellFormed()),
        );
      }),
    );
  });

  it('goes into the form if the definition says so', () => {
    expect(clientProof({ clientId: 'me', clientSecret: 'a+b' }, 'post')).toEqual({
      headers: {},
      form: { client_id: 'me', client_secret: 'a+b' },
    });
  });

  it('is the id alone for a client without a secret', () => {
    const form = { client_id: 'me' };
    expect(clientProof({ clientId: 'me', clientSecret: undefined }, 'basic')).toEqual({
      ...{ headers: {}, form },
    });
  });
});
