import type { QueryValue } from '../contract/upstream-client.ts';

export interface RequestPath {
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>> | undefined;
}

/**
 * The URL of a call: always below the base URL, whatever is in the parameters.
 *
 * @throws TypeError where the path could lead elsewhere, or a parameter is missing or not used.
 */
export function requestUrl(baseUrl: string, { path, params = {}, query = {} }: RequestPath): URL {
  if (!path.startsWith('/') || path.startsWith('//') || /[\\?#\s]/.test(path)) {
    throw new TypeError(
      `A path begins with one "/" and has no "?", "#", "\\" or space in it; got "${path}". ` +
        `Put values into \`params\` ("/contacts/{id}") and \`query\`, where they are encoded.`,
    );
  }
  const base = baseUrl.replace(/\/+$/, '');
  const url = new URL(base + fillIn(path, params));
  if (hasDotSegment(path) || !url.href.startsWith(new URL(base).href.replace(/\/$/, '') + '/')) {
    throw new TypeError(`The path "${path}" leads out of ${base}. Call another upstream for that.`);
  }
  for (const [name, values] of Object.entries(query)) {
    for (const value of Array.isArray(values) ? values : [values]) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
  }
  return url;
}

function fillIn(path: string, params: Readonly<Record<string, string | number>>): string {
  const unused = new Set(Object.keys(params));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    unused.delete(name);
    if (value === undefined || value === '') {
      throw new TypeError(`The path "${path}" needs a non-empty \`params.${name}\`.`);
    }
    return segment(String(value));
  });
  const [surplus] = unused;
  if (surplus !== undefined) {
    throw new TypeError(`The path "${path}" has no "{${surplus}}" for \`params.${surplus}\`.`);
  }
  return filled;
}

/** As one path segment. A lone "." or ".." would be resolved away even where it is encoded. */
function segment(value: string): string {
  if (value === '.' || value === '..') {
    throw new TypeError(`"${value}" cannot be a path parameter: it would lead to another path.`);
  }
  return encodeURIComponent(value);
}

function hasDotSegment(path: string): boolean {
  return path.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part));
}
