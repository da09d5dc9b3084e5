import type { Endpoint, UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { parseMatch } from '../../lambdas/upstream/call-settings.ts';
import { checkTimeouts, timeoutOptions } from './check-timeouts.ts';
import type { FoundProblems } from './found-problems.ts';

const methods = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const meanings = ['done', 'busy', 'unclear', 'rejected', 'unauthorized', 'forbidden'];
const options = ['match', ...timeoutOptions, 'statuses', 'responseLimitBytes', 'forbiddenMeans'];

/** The classes of calls that need other values, each by its name. */
export function checkEndpoints(
  definition: UpstreamDefinition,
  timeoutSeconds: number,
  found: FoundProblems,
): void {
  const { endpoints = {} } = definition;
  if (!found.object('endpoints', endpoints)) return;
  const matches = new Map<string, string>();
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const where = `endpoints.${name}`;
    if (!found.object(where, endpoint)) continue;
    found.unknown(`${where}.`, endpoint, options);
    checkMatch(name, endpoint, matches, found);
    checkStatuses(`${where}.statuses`, endpoint.statuses, found);
    found.positive(`${where}.responseLimitBytes`, endpoint.responseLimitBytes);
    found.oneOf(`${where}.forbiddenMeans`, endpoint.forbiddenMeans, ['resource', 'credential']);
    checkTimeouts(where, definition, endpoint, timeoutSeconds, found);
  }
}

function checkMatch(
  name: string,
  { match }: Endpoint,
  earlier: Map<string, string>,
  found: FoundProblems,
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

export function checkStatuses(where: string, statuses: object = {}, found: FoundProblems): void {
  if (!found.object(where, statuses)) return;
  for (const [status, meaning] of Object.entries(statuses)) {
    if (!/^[2-5]\d\d$/.test(status)) found.error(where, 'a status from 200 to 599', Number(status));
    found.oneOf(`${where}.${status}`, meaning, meanings);
  }
}
