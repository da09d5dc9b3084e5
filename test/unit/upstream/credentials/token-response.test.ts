import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTokenResponse } from '../../../../lambdas/upstream/credentials/token-response.ts';

const hourMs = 3_600_000;
const read = (answer: unknown, status = 200) =>
  readTokenResponse(
    status,
    Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)),
  );

describe('A token response', () => {
  it.each([
    ['no token_type, as LinkedIn answers', {}],
    ['BearerToken, as Apigee answers', { token_type: 'BearerToken' }],
    ['bot, as Slack answers', { token_type: 'bot', ok: true }],
    ['user, as Slack answers', { token_type: 'user' }],
    ['bearer in any case', { token_type: 'bEARER' }],
    ['a token_type that is no text', { token_type: null }],
    ['a scope that is a list', { scope: [] }],
    ['a scope that is null', { scope: null }],
    ['an id_token that no library accepts', { id_token: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['an id_token that is no text', { id_token: { iss: 7 } }],
    ['an error that is null', { error: null }],
    ['an error that is empty', { error: '' }],
  ])('with %s is a token', (_peculiarity, fields) => {
    const answer = { access_token: 'a', refresh_token: 'r', expires_in: 60, ...fields };
    expect(read(answer)).toEqual({
      ...{ kind: 'token', accessToken: 'a', refreshToken: 'r', lifetimeMs: 60_000 },
    });
  });

  it.each([
    [undefined, hourMs],
    [null, hourMs],
    ['', hourMs],
    ['never', hourMs],
    [0, hourMs],
    [-1, hourMs],
    [true, hourMs],
    [[60], hourMs],
    [' 60 ', 60_000],
    [{}, hourMs],
    [60, 60_000],
    ['60', 60_000],
    ['60.0', 60_000],
    [59.5, 59_500],
    [1e308, hourMs],
    [1e12, 365 * 24 * hourMs],
  ])('with expires_in %j lives for %i ms', (expiresIn, lifetimeMs) => {
    expect(read({ access_token: 'a', expires_in: expiresIn })).toMatchObject({ lifetimeMs });
  });

  it.each([
    ['a form, as GitHub answers by default', 'access_token=a%2Bb&refresh_token=r&expires_in=60'],
    ['a form with a line break at its end', 'access_token=a%2Bb&refresh_token=r&expires_in=60\r\n'],
    [
      'JSON after a byte order mark',
      '\uFEFF{"access_token":"a+b","refresh_token":"r","expires_in":60}',
    ],
    ['JSON with white space', ' {"access_token":"a+b","refresh_token":"r","expires_in":60}\n'],
    [
      'a form with spaces in it',
      'access_token=a%2Bb&scope=read write&refresh_token=r&expires_in=60',
    ],
    ['a token with a line break', '{"access_token":"a+b\\n","refresh_token":"r","expires_in":60}'],
  ])('is read from %s, whatever its content type', (_format, body) => {
    expect(read(body)).toEqual({
      ...{ kind: 'token', accessToken: 'a+b', refreshToken: 'r', lifetimeMs: 60_000 },
    });
  });

  it.each([
    ['RFC 6749', 400, '{"error":"invalid_grant"}', 'invalid_grant'],
    ['RFC 6749', 401, '{"error":"invalid_client"}', 'invalid_client'],
    ['RFC 6749', 400, '{"error":"unauthorized_client"}', 'unauthorized_client'],
    ['RFC 6749', 400, '{"error":"unsupported_grant_type"}', 'unsupported_grant_type'],
    ['RFC 6749', 400, '{"error":"invalid_scope"}', 'invalid_scope'],
    ['RFC 6749', 400, '{"error":"invalid_request"}', 'invalid_request'],
    ['another status', 403, '{"error":"invalid_grant"}', 'invalid_grant'],
    ['another case', 400, '{"error":"INVALID_GRANT"}', 'invalid_grant'],
    ['GitHub', 200, '{"error":"bad_refresh_token"}', 'bad_refresh_token'],
    ['GitHub’s form', 200, 'error=bad_refresh_token&error_description=x', 'bad_refresh_token'],
    ['Slack', 200, '{"ok":false,"error":"invalid_refresh_token"}', 'invalid_refresh_token'],
    ['Slack', 200, '{"ok":false,"error":"token_expired"}', 'token_expired'],
    ['HubSpot', 400, '{"status":"BAD_REFRESH_TOKEN","message":"x"}', 'bad_refresh_token'],
    ['Fitbit', 400, '{"success":false,"errors":[{"errorType":"invalid_grant"}]}', 'invalid_grant'],
    ['Apigee', 401, '{"ErrorCode":"invalid_client","Error":"x"}', 'invalid_client'],
    ['a form with spaces in it', 400, 'error=invalid_grant&error_description=a b', 'invalid_grant'],
    ['a nested error', 400, '{"error":{"code":"invalid_grant"}}', 'invalid_grant'],
  ])('is a refusal by %s: %i %s', (_origin, status, body, code) => {
    expect(read(body, status)).toEqual({ kind: 'refused', code });
  });

  it.each([
    [403, '<html>Forbidden</html>', 'HTTP_403'],
    [401, '', 'HTTP_401'],
    [404, '{"error":"Not Found"}', 'HTTP_404'],
    [400, '{"error":"temporarily_unavailable"}', 'temporarily_unavailable'],
    [400, '{"error":"authorization_pending"}', 'authorization_pending'],
    [400, '{"error":"slow_down"}', 'slow_down'],
    [500, '{"error":"invalid_grant"}', 'invalid_grant'],
    [302, '{"error":"invalid_grant"}', 'invalid_grant'],
    [429, '{"error":"invalid_client"}', 'invalid_client'],
    // Two environments, or two systems with one grant, renew at the same time.
    [409, '{"error":"invalid_grant"}', 'invalid_grant'],
    [200, '{"ok":false,"error":"internal_error"}', 'internal_error'],
    [200, '[]', 'NOT_A_TOKEN'],
    [200, '{"access_token":["a"]}', 'NOT_A_TOKEN'],
    [200, '{"access_token":"two words"}', 'NOT_A_TOKEN'],
    [400, '{"error":"s3cr3t0fth3cl13nt"}', 'HTTP_400'],
  ])('is an outage of the endpoint in any other case: %i %s', (status, body, code) => {
    expect(read(body, status)).toEqual({ kind: 'unavailable', code });
  });

  it('never loses the refresh token of a success, with any other content', () => {
    const names = [
      'access_token',
      'token_type',
      'expires_in',
      'scope',
      'id_token',
      'ok',
      'expires',
    ];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
        fc.constantFrom(200, 201),
        (fields, status) => {
          const answer = { ...fields, refresh_token: 'rotated' };
          expect(read(answer, status)).toMatchObject({ refreshToken: 'rotated' });
        },
      ),
    );
  });

  it('keeps its refresh token although another field is nested too deeply for the stack', () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = `{"access_token":"a","refresh_token":"r","expires_in":${nested},"scope":${nested}}`;
    expect(read(body)).toMatchObject({ accessToken: 'a', refreshToken: 'r', lifetimeMs: hourMs });
  });

  it('is read without an exception and never gets a negative lifetime, with any content', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.string(), fc.json()),
        fc.integer({ min: 200, max: 599 }),
        (body, status) => {
          const answer = readTokenResponse(status, Buffer.from(body as string));
          if (answer.kind === 'token') expect(answer.lifetimeMs).toBeGreaterThan(0);
          else expect(answer.code).toMatch(/^[\w.-]{1,60}$/);
        },
      ),
    );
  });
});
