import type { Endpoint, UpstreamDefinition } from '../lambdas/contract/define-upstream.ts';
import { effectiveTimeouts, parseMatch } from '../lambdas/upstream/call-settings.ts';
import { settlingMs } from '../lambdas/processor/run-fence.ts';
import { isLoopback } from '../lambdas/upstream/loopback.ts';
import { ownHeaders } from '../lambdas/upstream/outbound-call.ts';
import { recordMarginMs } from '../lambdas/upstream/request.ts';
import { didYouMean } from './near-matches.ts';
import { shown } from './shown-value.ts';

/** One thing about an upstream: an error cannot be deployed, a warning is printed. */
export interface UpstreamProblem {
  readonly severity: 'error' | 'warning';
  /** Where, what was expected, what came, and how to mend it. */
  readonly text: string;
}

const properties = {
  upstream: [
    'name',
    'baseUrl',
    'label',
    'credential',
    'headers',
    'timeouts',
    'endpoints',
    'idempotency',
    'retry',
    'statuses',
    'responseLimitBytes',
    'breaker',
  ],
  breaker: ['probe', 'openMs', 'longestOpenMs', 'recoveryCallsPerSecond'],
  timeouts: ['connectMs', 'readMs', 'totalMs'],
  endpoint: [
    'match',
    'connectMs',
    'readMs',
    'totalMs',
    'statuses',
    'responseLimitBytes',
    'forbiddenMeans',
  ],
  retry: ['formula', 'baseMs', 'factor', 'capMs', 'attemptsHere'],
  idempotency: ['header', 'jsonField', 'query', 'keyLifetimeHours', 'storesErrors'],
} as const;

const methods = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const meanings = ['done', 'busy', 'unclear', 'rejected', 'unauthorized', 'forbidden'];

/**
 * Everything wrong with an upstream's definition, and what the guide advises against.
 *
 * @param timeoutSeconds of the processor's Lambda: no request may outlast it
 */
export function upstreamProblems(
  definition: UpstreamDefinition,
  { timeoutSeconds }: { readonly timeoutSeconds: number },
): UpstreamProblem[] {
  const found = new Found();
  if (!found.object('an upstream', definition)) return found.problems;
  found.unknown('', definition, properties.upstream);
  checkIdentity(definition, found);
  checkCredential(definition, found);
  checkIdempotency(definition.idempotency, found);
  checkRetry(definition.retry, found);
  checkBreaker(definition, found);
  checkStatuses('statuses', definition.statuses, found);
  found.positive('responseLimitBytes', definition.responseLimitBytes);
  const { timeouts = {}, endpoints = {} } = definition;
  if (!found.object('timeouts', timeouts) || !found.object('endpoints', endpoints)) {
    return found.problems;
  }
  found.unknown('timeouts.', timeouts, properties.timeouts);
  checkTimeouts('timeouts', definition, undefined, timeoutSeconds, found);

  const matches = new Map<string, string>();
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const where = `endpoints.${name}`;
    if (!found.object(where, endpoint)) continue;
    found.unknown(`${where}.`, endpoint, properties.endpoint);
    checkMatch(name, endpoint, matches, found);
    checkStatuses(`${where}.statuses`, endpoint.statuses, found);
    found.positive(`${where}.responseLimitBytes`, endpoint.responseLimitBytes);
    found.oneOf(`${where}.forbiddenMeans`, endpoint.forbiddenMeans, ['resource', 'credential']);
    checkTimeouts(where, definition, endpoint, timeoutSeconds, found);
  }
  return found.problems;
}

class Found {
  readonly problems: UpstreamProblem[] = [];

  error(where: string, expected: string, came: unknown, mend = ''): void {
    const text = `${where}: expected ${expected}; got ${shown(came)}.${mend && ` ${mend}`}`;
    this.problems.push({ severity: 'error', text });
  }

  warn(text: string): void {
    this.problems.push({ severity: 'warning', text });
  }

  positive(where: string, value: unknown): boolean {
    if (value === undefined) return true;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return true;
    this.error(where, 'a number above zero', value);
    return false;
  }

  /** A handler's types keep most mistakes out; JavaScript and casts do not. */
  object(where: string, value: unknown): boolean {
    if (typeof value === 'object' && value !== null) return true;
    this.error(where, 'an object with options', value);
    return false;
  }

  headerName(where: string, value: unknown): void {
    if (value === undefined) return;
    if (typeof value !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(value)) {
      this.error(where, 'the name of a header, such as "Idempotency-Key"', value);
    } else if (ownHeaders.has(value.toLowerCase())) {
      this.error(where, 'a header that is not set for you already', value);
    }
  }

  oneOf(where: string, value: unknown, allowed: readonly string[]): void {
    if (value === undefined || allowed.includes(value as string)) return;
    const hint = typeof value === 'string' ? didYouMean(value, allowed).trim() : '';
    this.error(where, `one of ${allowed.map(shown).join(', ')}`, value, hint);
  }

  unknown(prefix: string, value: object, known: readonly string[]): void {
    for (const key of Object.keys(value).filter((one) => !known.includes(one))) {
      this.problems.push({
        severity: 'error',
        text: `${prefix}${key}: not an option.${didYouMean(key, known)} Known are: ${known.join(', ')}.`,
      });
    }
  }
}

function checkIdentity({ name, baseUrl, headers = {} }: UpstreamDefinition, found: Found): void {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,29}$/.test(name)) {
    found.error(
      'name',
      'a lower-case letter and at most 29 lower-case letters, digits, dashes',
      name,
    );
  }
  checkUrl('baseUrl', baseUrl, found);
  if (!found.object('headers', headers)) return;
  for (const [header, value] of Object.entries(headers)) {
    found.headerName('headers', header);
    if (typeof value !== 'string' || !/^[\t\x20-\x7e]*$/.test(value)) {
      found.error(`headers.${header}`, 'one line of text', value);
    }
  }
  if (Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')) {
    const mend = 'A secret in code is in every copy of it: use `credential`.';
    found.error('headers', 'no authorization header', 'one', mend);
  }
}

function checkUrl(where: string, value: unknown, found: Found): void {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return found.error(where, 'a URL', value);
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    found.error(where, 'an https URL (http only for loopback)', value);
  }
  if (url.username !== '' || url.password !== '') {
    found.error(where, 'a URL without user or password', value, 'Use `credential`.');
  }
  if (url.search !== '' || url.hash !== '') {
    found.error(where, 'a URL without query or fragment', value, 'Give `query` with each call.');
  }
}

function checkCredential({ credential }: UpstreamDefinition, found: Found): void {
  if (credential === undefined || !found.object('credential', credential)) return;
  const kinds = ['static', 'basic', 'client-credentials', 'refresh-token'];
  found.oneOf('credential.kind', credential.kind, kinds);
  if (typeof credential.secret !== 'string' || !/^[\w+=.@-]{1,64}$/.test(credential.secret)) {
    const expected = "the last part of a secret's name: 1 to 64 letters, digits and _+=.@-";
    found.error('credential.secret', expected, credential.secret);
  }
  if ('header' in credential) found.headerName('credential.header', credential.header);
  if ('tokenUrl' in credential) checkUrl('credential.tokenUrl', credential.tokenUrl, found);
}

function checkIdempotency(idempotency: UpstreamDefinition['idempotency'], found: Found): void {
  if (idempotency === undefined) return;
  if (typeof idempotency !== 'object') {
    return found.oneOf('idempotency', idempotency, ['lookup', 'none']);
  }
  if (!found.object('idempotency', idempotency)) return;
  found.unknown('idempotency.', idempotency, properties.idempotency);
  const places = [idempotency.header, idempotency.jsonField, idempotency.query].filter(Boolean);
  if (places.length !== 1) {
    const expected = 'exactly one of header, jsonField, query: where the key goes';
    found.error('idempotency', expected, idempotency);
  }
  found.headerName('idempotency.header', idempotency.header);
  found.positive('idempotency.keyLifetimeHours', idempotency.keyLifetimeHours);
  const { storesErrors = false } = idempotency;
  if (typeof storesErrors !== 'boolean') {
    found.error('idempotency.storesErrors', 'true or false', storesErrors);
  }
}

function checkBreaker(
  { breaker = {}, idempotency = 'none' }: UpstreamDefinition,
  found: Found,
): void {
  if (!found.object('breaker', breaker)) return;
  found.unknown('breaker.', breaker, properties.breaker);
  const { probe, openMs, longestOpenMs, recoveryCallsPerSecond } = breaker;
  if (probe !== undefined && !(typeof probe === 'string' && probe.startsWith('/'))) {
    found.error('breaker.probe', 'a path that only reads, such as "/status"', probe);
  }
  if (idempotency === 'none' && probe === undefined) {
    found.error(
      'breaker.probe',
      'a path that only reads, such as "/status", where repeating a call could act twice',
      probe,
      'Without it nothing could find out whether the upstream is up again but an event that may then ' +
        'be in doubt. Where the upstream knows keys or lookups, say so in `idempotency`.',
    );
  }
  found.positive('breaker.recoveryCallsPerSecond', recoveryCallsPerSecond);
  const valid = found.positive('breaker.openMs', openMs);
  if (!found.positive('breaker.longestOpenMs', longestOpenMs) || !valid) return;
  if (openMs !== undefined && longestOpenMs !== undefined && longestOpenMs < openMs) {
    found.error('breaker.longestOpenMs', `at least openMs (${openMs})`, longestOpenMs);
  }
}

function checkRetry(retry: UpstreamDefinition['retry'] = {}, found: Found): void {
  if (!found.object('retry', retry)) return;
  found.unknown('retry.', retry, properties.retry);
  found.oneOf('retry.formula', retry.formula, ['full-jitter', 'guide']);
  const { baseMs = 1_000, capMs = 60_000, factor = 2, attemptsHere = 2 } = retry;
  const times = found.positive('retry.baseMs', baseMs) && found.positive('retry.capMs', capMs);
  if (times && capMs < baseMs) found.error('retry.capMs', `at least baseMs (${baseMs})`, capMs);
  if (!(Number.isFinite(factor) && factor >= 1))
    found.error('retry.factor', 'a number of at least 1', factor);
  if (![1, 2, 3].includes(attemptsHere)) {
    const mend = "More than that is the queue's: waiting in Lambda is paid for.";
    found.error('retry.attemptsHere', '1, 2 or 3', attemptsHere, mend);
  }
}

function checkStatuses(where: string, statuses: object = {}, found: Found): void {
  if (!found.object(where, statuses)) return;
  for (const [status, meaning] of Object.entries(statuses)) {
    if (!/^[2-5]\d\d$/.test(status)) found.error(where, 'a status from 200 to 599', Number(status));
    found.oneOf(`${where}.${status}`, meaning, meanings);
  }
}

function checkMatch(
  name: string,
  { match }: Endpoint,
  earlier: Map<string, string>,
  found: Found,
): void {
  const where = `endpoints.${name}.match`;
  if (name === 'default') {
    found.error('endpoints.default', 'another name', name, 'Calls that match none are called so.');
  }
  if (typeof match !== 'string' || !methods.includes(parseMatch(match).method)) {
    found.error(where, 'a method (or *) and a path, such as "GET /reports/*"', match);
    return;
  }
  const same = earlier.get(match);
  if (same !== undefined) {
    found.error(
      where,
      'a match of its own, because the first one decides',
      match,
      `So has ${same}.`,
    );
  }
  earlier.set(match, name);
}

function checkTimeouts(
  where: string,
  definition: UpstreamDefinition,
  endpoint: Endpoint | undefined,
  timeoutSeconds: number,
  found: Found,
): void {
  const own: Record<string, unknown> = { ...(endpoint ?? definition.timeouts) };
  const valid = properties.timeouts.map((key) => found.positive(`${where}.${key}`, own[key]));
  const { connectMs, readMs, totalMs } = effectiveTimeouts(definition, endpoint);
  if (!valid.every(Boolean) || ![connectMs, readMs, totalMs].every((ms) => ms > 0)) return;

  for (const [key, ms] of Object.entries({ connectMs, readMs })) {
    if (ms > totalMs) {
      found.error(
        `${where}.${key}`,
        `at most the total, ${totalMs} ms`,
        ms,
        'It would never be reached.',
      );
    }
  }
  for (const [key, ms] of Object.entries(own)) {
    if (properties.timeouts.includes(key as 'totalMs'))
      warnOfTime(`${where}.${key}`, Number(ms), found);
  }
  const lambdaMs = timeoutSeconds * 1_000;
  const keptBackMs = settlingMs + recordMarginMs;
  if (totalMs > lambdaMs - keptBackMs) {
    found.error(
      `${where}.totalMs`,
      `at most ${lambdaMs - keptBackMs} ms: the processor's own timeout, ${lambdaMs} ms, less ${keptBackMs} ms for writing down what came of it`,
      totalMs,
      own['totalMs'] === undefined
        ? 'It is connectMs + 2 × readMs unless set: set it, or raise limits.timeoutSeconds.'
        : 'Raise limits.timeoutSeconds, or lower it.',
    );
  }
}

/** The guide's reasons. */
function warnOfTime(where: string, ms: number, found: Found): void {
  const mend = "Two to three times the upstream's usual p99 is a good value.";
  if (ms < 1_000) {
    found.warn(
      `${where}: ${ms} ms. Timeouts below a second cause false failures: calls are given up that would have ` +
        `been answered. ${mend}`,
    );
  }
  if (ms >= 60_000) {
    found.warn(
      `${where}: ${ms} ms. Timeouts of minutes cause cascades: one slow upstream holds up everything behind it. ${mend}`,
    );
  }
}
