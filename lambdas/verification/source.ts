/** A place in a request where a value is found. */
export type Source =
  | HeaderSource
  /** A query parameter, percent-decoded. */
  | { readonly in: 'query'; readonly name: string }
  /** A field of the JSON body: the keys and indexes that lead to it. */
  | { readonly in: 'json'; readonly path: readonly (string | number)[] }
  /** A field of a form body. */
  | { readonly in: 'form'; readonly name: string }
  /** Values that identify something only together; no value unless each source has one. */
  | { readonly in: 'joined'; readonly of: readonly Source[] }
  /** A field inside the JSON text that a form field holds (Slack's `payload`). */
  | {
      readonly in: 'form-json';
      readonly name: string;
      readonly path: readonly (string | number)[];
    };

export interface HeaderName {
  /** Lower case. */
  readonly name: string;
  /**
   * Read where `name` is absent: the other spelling of the same header (`svix-id`, `webhook-id`).
   * @default none
   */
  readonly alias?: string;
}

export interface HeaderSource extends HeaderName {
  readonly in: 'header';
}

/** @param name lower case, as is the alias */
export function header(name: string, alias?: string): HeaderSource {
  return alias === undefined ? { in: 'header', name } : { in: 'header', name, alias };
}

/** @param path for example `json('event', 'type')` */
export function json(...path: readonly (string | number)[]): Source {
  return { in: 'json', path };
}

export function form(name: string): Source {
  return { in: 'form', name };
}

export function joined(...of: readonly Source[]): Source {
  return { in: 'joined', of };
}

/** The sources that a source reads. */
export function simpleSources(source: Source): readonly Source[] {
  return source.in === 'joined' ? source.of.flatMap(simpleSources) : [source];
}

export function readHeader(
  headers: Readonly<Record<string, string>>,
  { name, alias }: HeaderName,
): string | undefined {
  const value = headers[name] ?? (alias && headers[alias]);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
