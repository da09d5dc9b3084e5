import { isForm, parseForm, type FormFields } from './form-body.ts';
import { queryValues } from './query.ts';
import { readHeader, type Source } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** A value that a source holds. */
export type Scalar = string | number | boolean;

/** A request whose body is parsed when a source first asks for it, and then once. */
export interface Document {
  /** The value at a source, or undefined if there is none or it is no scalar. */
  read(source: Source): Scalar | undefined;
}

/** Only for requests whose signature held: it parses. */
export function openDocument(request: WebhookRequest): Document {
  const json = once(() => parseJson(request.body.toString('utf8')));
  const form = once(() => (isForm(request.headers) ? parseForm(request.body) : undefined) ?? []);

  return {
    read(source) {
      switch (source.in) {
        case 'header':
          return readHeader(request.headers, source);
        case 'query':
          return queryValues(request.query, source.name)[0];
        case 'json':
          return isForm(request.headers) ? undefined : scalarAt(json(), source.path);
        case 'form':
          return field(form(), source.name);
        case 'form-json': {
          const text = field(form(), source.name);
          return text === undefined ? undefined : scalarAt(parseJson(text), source.path);
        }
      }
    },
  };
}

function field(fields: FormFields, name: string): string | undefined {
  return fields.find(([key]) => key === name)?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function scalarAt(root: unknown, path: readonly (string | number)[]): Scalar | undefined {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return isScalar(value) ? value : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
