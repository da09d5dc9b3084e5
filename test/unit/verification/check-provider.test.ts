import { describe, expect, it } from '@jest/globals';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { genericHmac, type GenericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { slack } from '../../../lambdas/providers/slack.ts';
import { checkProvider } from '../../../lambdas/verification/check-provider.ts';
import { body, timestamp, url } from '../../../lambdas/verification/scheme.ts';
import { header } from '../../../lambdas/verification/source.ts';

it.each(catalog.map((provider) => [provider.id, provider] as const))(
  '%s is sound',
  (_id, provider) => {
    expect(() => checkProvider(provider)).not.toThrow();
  },
);

describe('data that would verify too much or never is refused', () => {
  const cases: readonly (readonly [string, GenericHmac])[] = [
    ['an id is lower-case letters', { id: 'My Provider' }],
    ['a header name is lower case; got "X-Signature"', { header: 'X-Signature' }],
    ['a header name is lower case; got "Id"', { eventId: [header('x-id', 'Id')] }],
    ['a message covers the body; got ["secret"]', { message: ['secret'] }],
    ['a message covers the body', { message: [url] }],
    ['got it 2 times', { message: [body, '.', body] }],
    ['come together', { message: [timestamp, body] }],
    [
      'come together',
      { timestamp: { in: 'header', name: 'x-time', unit: 's', toleranceSeconds: 300 } },
    ],
    [
      'come together',
      {
        syntax: { form: 'pairs', separator: ',', signatureKey: 'v1' },
        timestamp: { in: 'signature', unit: 's', toleranceSeconds: 300 },
        message: [timestamp, body],
      },
    ],
    [
      'more than 0 seconds; got 0',
      {
        message: [timestamp, body],
        timestamp: { in: 'header', name: 'x-time', unit: 's', toleranceSeconds: 0 },
      },
    ],
  ];

  it.each(cases)('%s', (message, options) => {
    expect(() => checkProvider(genericHmac(options))).toThrow(message);
  });

  it('a handshake without proof that signs or echoes', () => {
    const [first] = slack.handshakes ?? [];
    if (first === undefined) throw new Error('Slack has a handshake.');
    const oracle = { ...slack, handshakes: [{ ...first, proof: 'none' as const }] };
    expect(() => checkProvider(oracle)).toThrow('gets a fixed answer; got "echo"');
    const always = { ...slack, handshakes: [{ ...first, when: [] }] };
    expect(() => checkProvider(always)).toThrow('needs a condition');
  });

  it('a body hash in a query that is not signed', () => {
    const { scheme } = genericHmac();
    const bodyHash = { query: 'h', digest: 'sha256', encoding: 'hex' } as const;
    const provider = { ...genericHmac(), scheme: { ...scheme, bodyHash } as typeof scheme };
    expect(() => checkProvider(provider)).toThrow('unless the message covers the URL');
  });
});
