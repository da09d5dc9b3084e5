import { numbersIn, resetsInMs, retryAfterMs, type Headers } from './retry-after.ts';

/** What a response says about its rate limits. */
export interface RateLimit {
  /** Nothing is left of a limit. */
  readonly isUsedUp: boolean;
  /** Milliseconds to wait; undefined if the response does not say. `Retry-After` takes precedence over resets. */
  readonly waitMs: number | undefined;
}

/** `x-ratelimit-remaining`, `x-rate-limit-remaining`, `ratelimit-remaining`, `x-ratelimit-remaining-minute` … */
const remainingName = /rate-?limit.*remaining/;
const resetName = /rate-?limit.*reset/;

/**
 * Reads `Retry-After`, the spellings of `X-RateLimit-*`, and the drafts of the RateLimit header. Only the
 * reset of a limit that is used up counts: GitHub sends the reset of the hourly limit with every answer.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function rateLimit(headers: Headers, now: number): RateLimit {
  const limits = [...namedLimits(headers), ...structuredLimits(headers['ratelimit'])];
  const usedUp = limits.filter(({ left }) => left === 0);
  const resets = (usedUp.length > 0 ? usedUp : limits.filter(({ left }) => left === undefined))
    .map(({ reset }) => resetsInMs(reset, headers, now))
    .filter((waitMs) => waitMs !== undefined);
  return {
    isUsedUp: usedUp.length > 0,
    waitMs: retryAfterMs(headers, now) ?? (resets.length === 0 ? undefined : Math.max(...resets)),
  };
}

/** What Google, Salesforce, GitHub's secondary limits, AWS, Mashery and others say instead of a header. */
const saysLimited = new RegExp(
  [
    /(?:rate|request|daily|usage|quota)[ _-]?limit[ _-]?(?:is |was |has been )?(?:exceeded|reached)/,
    /(?:exceeded|reached|hit|over)[ _-](?:(?:the|your|our|its|a|an|api|request|secondary)[ _-]){0,3}(?:rate|quota|qps)(?![a-z])/,
    /secondary rate limit|too[ _-]?many[ _-]?requests|quota[ _-]?exceeded|\brate exceeded/,
    /\bthrottl(?:ed|ing)|resource[ _-]?exhausted/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);
const readBytes = 2_000;

/** Whether the body of a refusal names a rate limit as its reason. */
export function namesRateLimit(body: Buffer): boolean {
  return saysLimited.test(body.toString('utf8', 0, readBytes));
}

/**
 * Milliseconds that a response asks to wait. Many APIs send the state of their limits with every response; it
 * counts only for a 429 and a 403.
 */
export function askedWaitMs(
  status: number | undefined,
  headers: Headers,
  now: number,
): number | undefined {
  return status === 429 || status === 403
    ? rateLimit(headers, now).waitMs
    : retryAfterMs(headers, now);
}

interface Limit {
  /** Number of requests; undefined if the response does not say. */
  readonly left: number | undefined;
  readonly reset: string | undefined;
}

function namedLimits(headers: Headers): Limit[] {
  const names = [...new Set(Object.keys(headers).map((name) => name.replace(/-after$/, '')))];
  const resetOf = (name: string) => headers[`${name}-after`] ?? headers[name];
  const counted = names.filter((name) => remainingName.test(name));
  const resets = new Set(counted.map((name) => name.replace('remaining', 'reset')));
  return [
    ...counted.map((name) => {
      const numbers = numbersIn(headers[name] ?? '');
      const left = numbers.length === 0 ? undefined : Math.min(...numbers);
      return { left, reset: resetOf(name.replace('remaining', 'reset')) };
    }),
    ...names
      .filter((name) => resetName.test(name) && !resets.has(name))
      .map((name) => ({ left: undefined, reset: resetOf(name) })),
  ];
}

/** `limit=100, remaining=0, reset=30` in the earlier drafts, `"burst";r=0;t=30` in the later ones. */
function structuredLimits(header = ''): Limit[] {
  const members = /\bremaining=/.test(header) ? [header] : header.split(',');
  return members.flatMap((member) => {
    const left = /\b(?:remaining|r)=(\d{1,15})\b/.exec(member)?.[1];
    const reset = /\b(?:reset|t)=(\d{1,15})\b/.exec(member)?.[1];
    return left === undefined ? [] : [{ left: Number(left), reset }];
  });
}
