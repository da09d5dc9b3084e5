import {
  decodeBody,
  parseBody,
  readBody,
  type BodyContent,
  type DecodedBody,
} from './body-content.ts';
import { parseForm, type FormFields } from './form-body.ts';
import { literalAt, valueAt, type JsonPath } from './json-value.ts';
import { queryValues } from './query.ts';
import { readHeader, type Source } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** A value that a source holds. */
export type Scalar = string | number | boolean;

/** A request whose body is parsed when a source first asks for it, and then once. */
export interface Document {
  readonly request: WebhookRequest;
  /** The body's text, not parsed. */
  decoded(): DecodedBody;
  /** What the body contains. */
  content(): BodyContent;
  /** The fields of a form; empty if the body is not a form. */
  fields(): FormFields;
  /** The value at a source, or undefined if there is none or it is no scalar. */
  read(source: Source): Scalar | undefined;
  /** The text at a source; for a number its digits as sent, which a `number` may round. */
  readText(source: Source): string | undefined;
}

/**
 * Reads a request by its bytes, never by its Content-Type, which anyone may write.
 *
 * @param maxDecompressedBytes 0 for requests whose signature is not verified
 */
export function openDocument(request: WebhookRequest, maxDecompressedBytes?: number): Document {
  const decoded = once(() => decodeBody(request.body, maxDecompressedBytes));
  const content = once(() => parseBody(decoded()));
  const fields = once(() => {
    const body = content();
    return (body.kind === 'text' && parseForm(Buffer.from(body.text))) || [];
  });
  const json = (path: JsonPath) => {
    const body = content();
    return body.kind === 'json' ? { ...body, path } : undefined;
  };
  const formJson = (name: string, path: JsonPath) => {
    const text = field(fields(), name);
    const body = text === undefined ? undefined : readBody(Buffer.from(text), 0);
    return body?.kind === 'json' ? { ...body, path } : undefined;
  };

  function find(source: Source) {
    if (source.in === 'json') return json(source.path);
    if (source.in === 'form-json') return formJson(source.name, source.path);
    return undefined;
  }

  function read(source: Source): Scalar | undefined {
    switch (source.in) {
      case 'header':
        return readHeader(request.headers, source);
      case 'query':
        return queryValues(request.query, source.name)[0];
      case 'joined': {
        const values = source.of.map(readText);
        return values.includes(undefined) ? undefined : values.join(':');
      }
      case 'form':
        return field(fields(), source.name);
      case 'json':
      case 'form-json': {
        const found = find(source);
        const value = found && valueAt(found.value, found.path);
        return isScalar(value) ? value : undefined;
      }
    }
  }

  function readText(source: Source): string | undefined {
    const value = read(source);
    const found = typeof value === 'number' ? find(source) : undefined;
    if (found !== undefined) return literalAt(found.text, found.path);
    return typeof value === 'string' ? value : undefined;
  }

  return { request, decoded, content, fields, read, readText };
}

function field(fields: FormFields, name: string): string | undefined {
  return fields.find(([key]) => key === name)?.[1];
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
