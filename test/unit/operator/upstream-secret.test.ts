import { describe, expect, it } from '@jest/globals';
import { declaredSecrets, findDeclared } from '../../../bin/operator/secret/upstream-secrets.ts';
import {
  askUpstreamSecret,
  checkUpstreamSecret,
} from '../../../bin/operator/secret/upstream-secret-text.ts';
import {
  basicCredential,
  oauthClientCredentials,
  oauthRefreshToken,
  staticCredential,
  type Credential,
} from '../../../lambdas/contract/credentials.ts';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';

const tokenUrl = 'https://crm.example.com/token';
const key = staticCredential({ secret: 'crm-key' });
const login = basicCredential({ secret: 'crm-login' });
const client = oauthClientCredentials({ secret: 'crm-oauth', tokenUrl });
const grant = oauthRefreshToken({ secret: 'crm-grant', tokenUrl });

function integration(name: string, upstream: string, credential: Credential) {
  return defineIntegration({
    name,
    provider: 'stripe',
    upstreams: {
      api: defineUpstream({ name: upstream, baseUrl: 'https://crm.example.com', credential }),
    },
    handle: () => Promise.resolve(),
  });
}

describe('the secret of an upstream', () => {
  it.each<[string, Credential, readonly string[], readonly string[], string]>([
    ['a key', key, ['k-8f1a'], ['Key or token (not shown): '], 'k-8f1a'],
    [
      'a login',
      login,
      ['ada', '8f1a'],
      ['username (not shown): ', 'password (not shown): '],
      '{"username":"ada","password":"8f1a"}',
    ],
    [
      'client credentials',
      client,
      ['id', '8f1a'],
      ['clientId (not shown): ', 'clientSecret (not shown): '],
      '{"clientId":"id","clientSecret":"8f1a"}',
    ],
    [
      'a grant of a public client',
      grant,
      ['id', 'r-8f1a', ''],
      [
        'clientId (not shown): ',
        'refreshToken (not shown): ',
        'clientSecret (not shown; Enter if there is none): ',
      ],
      '{"clientId":"id","refreshToken":"r-8f1a"}',
    ],
  ])('is asked for as its definition says: %s', async (_, credential, answers, questions, text) => {
    const asked: string[] = [];
    const left = [...answers];
    const ask = (question: string) => {
      asked.push(question);
      return Promise.resolve(left.shift() ?? '');
    };
    expect(await askUpstreamSecret(credential, ask)).toBe(text);
    expect(asked).toEqual(questions);
    expect(() => {
      checkUpstreamSecret(text, [credential], credential.secret);
    }).not.toThrow();
  });

  it.each<[string, Credential, string, RegExp]>([
    ['another shape', login, 'hunter2-8f1a', /"username": "…", "password": "…"/],
    ['a missing field', client, '{"clientId":"id-8f1a"}', /"clientSecret": "…"/],
    ['an empty key', key, '', /one line of plain text/],
    ['a key of two lines', key, 'a-8f1a\nb', /one line of plain text/],
    ['a placeholder', login, '{"username":"ada","password":"<8f1a>"}', /password is a placeholder/],
    ['white space', login, '{"username":"ada","password":"8f1a "}', /password begins or ends/],
    [
      'a line break',
      client,
      '{"clientId":"i","clientSecret":"8\\nf1a"}',
      /clientSecret contains a line break/,
    ],
  ])('is refused with a reason and without its value: %s', (_, credential, text, reason) => {
    let error: unknown;
    try {
      checkUpstreamSecret(text, [credential], 'crm');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      message: expect.stringMatching(/^This is not a valid text for the upstream secret "crm": /),
    });
    const { message, nextStep } = error as { message: string; nextStep: string };
    expect(`${message} ${nextStep}`).toMatch(reason);
    expect(`${message} ${nextStep}`).not.toContain('f1a');
  });

  const integrations = [
    integration('orders', 'crm', client),
    integration('contacts', 'crm', client),
    integration('mails', 'mailer', key),
  ];

  it('belongs to every upstream and integration that declares it', () => {
    expect(declaredSecrets(integrations)).toMatchObject([
      { name: 'crm-oauth', upstreams: ['crm'], integrations: ['orders', 'contacts'] },
      { name: 'crm-key', upstreams: ['mailer'], integrations: ['mails'] },
    ]);
  });

  it('is found by its own name and by its upstream', () => {
    expect(findDeclared(integrations, 'crm-oauth', 'dev').name).toBe('crm-oauth');
    expect(findDeclared(integrations, 'mailer', 'dev').name).toBe('crm-key');
    expect(() => findDeclared(integrations, 'crm-outh', 'dev')).toThrow(
      /declares an upstream secret "crm-outh".*crm-oauth/,
    );
  });
});
