import type { Provider } from './provider.ts';
import type { Scheme } from './scheme.ts';

/** Never travel with an event, whatever a provider's data says. */
const credentials = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];

/** The provider's own headers that handlers and forwards may see: no signature, no credential. */
export function headersToCarry(
  provider: Provider,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const secret = [...credentials, ...provingHeaders(provider.scheme)];
  const wanted = provider.ownHeaders ?? [];
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !secret.includes(name) && wanted.some((pattern) => matches(name, pattern)),
    ),
  );
}

/** The query as it came, without the parameter that holds a token. */
export function queryToCarry({ scheme }: Provider, query: string): string {
  if (scheme.kind !== 'token' || scheme.token.in !== 'query') return query;
  const { name } = scheme.token;
  const isToken = (parameter: string) => new URLSearchParams(parameter).has(name);
  return query
    .split('&')
    .filter((parameter) => !isToken(parameter))
    .join('&');
}

function provingHeaders(scheme: Scheme): string[] {
  if (scheme.kind === 'token') return scheme.token.in === 'header' ? [scheme.token.name] : [];
  const { name, alias } = scheme.signature.from;
  return alias === undefined ? [name] : [name, alias];
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
