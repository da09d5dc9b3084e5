import { describe, expect, it } from '@jest/globals';
import { oauthClientCredentials } from '../../lambdas/contract/credentials.ts';
import { defineUpstream, type UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { upstreamProblems } from '../../lib/upstream-problems.ts';

const good: UpstreamDefinition = {
  name: 'crm',
  baseUrl: 'https://api.crm.example/v2',
  credential: oauthClientCredentials({
    secret: 'crm-oauth',
    tokenUrl: 'https://login.crm.example/token',
  }),
  timeouts: { connectMs: 3_000, readMs: 5_000 },
  endpoints: { reports: { match: 'GET /reports/*', readMs: 30_000, totalMs: 50_000 } },
  idempotency: { header: 'Idempotency-Key' },
  retry: { formula: 'guide', attemptsHere: 3 },
  statuses: { 409: 'done' },
};

function problemsOf(
  changes: object,
  timeoutSeconds = 60,
): { errors: string[]; warnings: string[] } {
  const found = upstreamProblems({ ...good, ...changes } as UpstreamDefinition, { timeoutSeconds });
  const of = (severity: string) =>
    found.filter((one) => one.severity === severity).map(({ text }) => text);
  return { errors: of('error'), warnings: of('warning') };
}

describe('The definition of an upstream', () => {
  it('is accepted where nothing is wrong with it', () => {
    expect(problemsOf(defineUpstream(good))).toEqual({ errors: [], warnings: [] });
    expect(
      problemsOf({ credential: undefined, timeouts: undefined, endpoints: undefined }),
    ).toEqual({
      errors: [],
      warnings: [],
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'a negative time',
      { timeouts: { readMs: -1 } },
      /timeouts\.readMs: expected a number above zero; got -1/,
    ],
    [
      'a time that is no number',
      { timeouts: { connectMs: '3s' } },
      /timeouts\.connectMs: expected a number/,
    ],
    [
      'connect longer than total',
      { timeouts: { connectMs: 5_000, readMs: 2_000, totalMs: 4_000 } },
      /timeouts\.connectMs: expected at most the total, 4000 ms; got 5000/,
    ],
    [
      'a total beyond the timeout of the Lambda',
      { timeouts: { totalMs: 58_001 } },
      /timeouts\.totalMs: expected at most 58000 ms: the processor's own timeout, 60000 ms, less 2000 ms .*; got 58001.*limits\.timeoutSeconds/,
    ],
    [
      'a default total beyond the timeout of the Lambda',
      { timeouts: { readMs: 40_000 } },
      /connectMs \+ 2 × readMs/,
    ],
    ['a misspelt option', { timeout: {} }, /timeout: not an option\. Did you mean "timeouts"/],
    [
      'a misspelt option of an endpoint',
      { endpoints: { a: { match: 'GET /', readMS: 1 } } },
      /endpoints\.a\.readMS: not an option\. Did you mean "readMs"/,
    ],
    [
      'a method that is none',
      { endpoints: { a: { match: 'FETCH /a' } } },
      /endpoints\.a\.match: expected a method/,
    ],
    ['a match without a path', { endpoints: { a: { match: 'GET' } } }, /endpoints\.a\.match/],
    [
      'an endpoint that no call can reach',
      { endpoints: { a: { match: 'GET /a' }, b: { match: 'GET /a' } } },
      /endpoints\.b\.match: expected a match of its own/,
    ],
    [
      'a name that calls of no class have',
      { endpoints: { default: { match: 'GET /a' } } },
      /endpoints\.default/,
    ],
    [
      'http to another machine',
      { baseUrl: 'http://crm.example' },
      /baseUrl: expected an https URL/,
    ],
    [
      'a host that only begins like loopback',
      { baseUrl: 'http://127.0.0.1.evil.example' },
      /baseUrl: expected an https URL/,
    ],
    [
      'a password in the URL',
      { baseUrl: 'https://me:pw@crm.example' },
      /without user or password.*credential/,
    ],
    [
      'a query in the base URL',
      { baseUrl: 'https://crm.example/?a=1' },
      /without query or fragment/,
    ],
    ['a secret in code', { headers: { Authorization: 'Bearer x' } }, /use `credential`/],
    [
      'a token URL without TLS',
      { credential: { ...good.credential, tokenUrl: 'http://a.example' } },
      /credential\.tokenUrl/,
    ],
    [
      'a misspelt way to authenticate',
      { credential: { ...good.credential, clientAuthentication: 'Basic' } },
      /clientAuthentication: expected one of "basic", "post"; got "Basic"/,
    ],
    ['two places for the key', { idempotency: { header: 'a', query: 'b' } }, /exactly one of/],
    ['a misspelt idempotency', { idempotency: 'lookups' }, /Did you mean "lookup"/],
    ['a key in no header', { idempotency: { header: 'Idempotency Key' } }, /idempotency\.header/],
    ['a key in a header that is ours', { idempotency: { header: 'Host' } }, /set for you already/],
    [
      'a storesErrors that is no answer',
      { idempotency: { header: 'a', storesErrors: 'yes' } },
      /storesErrors: expected true or false; got "yes"/,
    ],
    ['an idempotency that is nothing', { idempotency: null }, /idempotency: expected an object/],
    ['timeouts that are a number', { timeouts: 3_000 }, /timeouts: expected an object.*got 3000/],
    [
      'an endpoint that is a pattern',
      { endpoints: { a: 'GET /a' } },
      /endpoints\.a: expected an obj/,
    ],
    ['a retry that is a number', { retry: 3 }, /retry: expected an object/],
    [
      'a header with a line break',
      { headers: { 'x-a': 'a\nb' } },
      /headers\.x-a: expected one line/,
    ],
    ['an unknown formula', { retry: { formula: 'jitter' } }, /retry\.formula: expected one of/],
    [
      'too many requests in one run',
      { retry: { attemptsHere: 5 } },
      /retry\.attemptsHere: expected 1, 2 or 3; got 5/,
    ],
    [
      'neither keys nor lookups nor a probe',
      { idempotency: 'none' },
      /breaker\.probe: expected a path that only reads.*got nothing/,
    ],
    [
      'a probe that is no path',
      { breaker: { probe: 'status' } },
      /breaker\.probe: expected a path/,
    ],
    [
      'a breaker that opens for longer than its longest time',
      { breaker: { openMs: 2_000, longestOpenMs: 1_000 } },
      /longestOpenMs: expected at least openMs \(2000\); got 1000/,
    ],
    [
      'a misspelt option of the breaker',
      { breaker: { openMS: 1 } },
      /breaker\.openMS: not an option\. Did you mean "openMs"/,
    ],
    ['a cap below the base', { retry: { capMs: 10 } }, /retry\.capMs: expected at least baseMs/],
    ['a status that is none', { statuses: { 42: 'done' } }, /statuses: expected a status/],
    ['a meaning that is none', { statuses: { 409: 'ok' } }, /statuses\.409: expected one of/],
    ['a name that is none', { name: 'My CRM' }, /name: expected a lower-case letter/],
  ])('is refused for %s', (_, changes, message) => {
    expect(problemsOf(changes).errors.join('\n')).toMatch(message);
  });

  it('is warned about where times are so short or so long that the guide advises against them', () => {
    expect(problemsOf({ timeouts: { readMs: 500 } }).warnings).toEqual([
      expect.stringMatching(/^timeouts\.readMs: 500 ms\. .*below a second cause false failures/),
    ]);
    const long = { timeouts: { readMs: 30_000, totalMs: 100_000 } };
    expect(problemsOf(long, 300)).toEqual({
      errors: [],
      warnings: [expect.stringMatching(/^timeouts\.totalMs: 100000 ms\. .*minutes cause cascades/)],
    });
    const endpoints = { reports: { match: 'GET /reports/*', readMs: 90_000 } };
    expect(problemsOf({ endpoints }, 300).warnings).toEqual([
      expect.stringMatching(/^endpoints\.reports\.readMs: 90000 ms\. .*cascades/),
    ]);
  });
});
