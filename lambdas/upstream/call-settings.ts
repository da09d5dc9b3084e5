import type { Endpoint, UpstreamDefinition } from '../contract/define-upstream.ts';
import type { StatusMeanings } from '../contract/status-meanings.ts';

export const defaultTimeouts = { connectMs: 3_000, readMs: 10_000 } as const;
export const defaultResponseLimitBytes = 1_000_000;

/** What applies to one call: the upstream's values, the endpoint class's above them, defaults below. */
export interface CallSettings {
  /** Name of the endpoint class; `default` where none matches. */
  readonly endpoint: string;
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
  readonly responseLimitBytes: number;
  readonly statuses: StatusMeanings;
  readonly forbiddenMeans: 'resource' | 'credential';
}

/** The first endpoint class that matches decides. `path` follows the base URL, parameters filled in. */
export function callSettings(
  definition: UpstreamDefinition,
  method: string,
  path: string,
): CallSettings {
  const [endpoint, own] = Object.entries(definition.endpoints ?? {}).find(([, { match }]) =>
    matches(match, method, path),
  ) ?? ['default', undefined];
  return { endpoint, ...effectiveTimeouts(definition, own), ...others(definition, own) };
}

export function effectiveTimeouts(
  definition: UpstreamDefinition,
  endpoint: Endpoint | undefined,
): { connectMs: number; readMs: number; totalMs: number } {
  const connectMs =
    endpoint?.connectMs ?? definition.timeouts?.connectMs ?? defaultTimeouts.connectMs;
  const readMs = endpoint?.readMs ?? definition.timeouts?.readMs ?? defaultTimeouts.readMs;
  // A class that reads for longer than the upstream's other calls must not be cut by their total.
  const inherited = endpoint?.readMs === undefined ? definition.timeouts?.totalMs : undefined;
  return {
    connectMs,
    readMs,
    totalMs: endpoint?.totalMs ?? inherited ?? connectMs + 2 * readMs,
  };
}

function others(definition: UpstreamDefinition, endpoint: Endpoint | undefined) {
  return {
    responseLimitBytes:
      endpoint?.responseLimitBytes ?? definition.responseLimitBytes ?? defaultResponseLimitBytes,
    statuses: { ...definition.statuses, ...endpoint?.statuses },
    forbiddenMeans: endpoint?.forbiddenMeans ?? ('resource' as const),
  };
}

function matches(match: string, method: string, path: string): boolean {
  const { method: wantedMethod, path: wantedPath } = parseMatch(match);
  if (wantedMethod !== '*' && wantedMethod !== method) return false;
  const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${wantedPath.split('*').map(literal).join('.*')}$`).test(path);
}

/** `GET /reports/*` in its two parts; empty parts where it is not of that form. */
export function parseMatch(match: string): { method: string; path: string } {
  const [, method = '', path = ''] = /^(\S+) (\/\S*)$/.exec(match) ?? [];
  return { method, path };
}
