import { isUtf8 } from 'node:buffer';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Json } from '../processor/outcome.ts';
import { safeError } from '../processor/safe-error.ts';
import { decodeText } from '../verification/body-content.ts';
import { isHtmlType, mediaTypeOf } from '../verification/media-type.ts';
import type { ExchangeResult } from './exchange.ts';

/** What a success says, as JSON (undefined where it says nothing), or why it cannot be read. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: Json | undefined }
  | { readonly kind: 'malformed'; readonly code: string; readonly problem: string };

const utf8 = new TextDecoder('utf-8');

export function readBody(
  { body, headers, tooLong }: Extract<ExchangeResult, { kind: 'response' }>,
  expect: 'json' | 'text',
): ReadBody {
  if (tooLong) return malformed('TOO_LONG', 'longer than responseLimitBytes');
  if (body.length === 0) return { kind: 'json', value: undefined };
  if (expect === 'text') {
    return isUtf8(body)
      ? { kind: 'json', value: utf8.decode(body) }
      : malformed('NOT_TEXT', 'not UTF-8');
  }
  const text = decodeText(body);
  try {
    return { kind: 'json', value: JSON.parse(text) as Json };
  } catch {
    if (!isUtf8(body)) return malformed('NOT_TEXT', 'neither JSON nor UTF-8');
    const type = headers['content-type'] ?? 'no content-type';
    return malformed('NOT_JSON', `${type}, begins with ${JSON.stringify(text.slice(0, 200))}`);
  }
}

function malformed(code: string, problem: string): ReadBody {
  return { kind: 'malformed', code, problem };
}

export type CheckedAnswer =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly problem: string };

/** Checks what was read (or recalled) against the schema of the call. */
export async function checkAnswer(
  value: Json | undefined,
  schema: StandardSchemaV1 | undefined,
): Promise<CheckedAnswer> {
  if (schema === undefined) return { kind: 'answer', value };
  try {
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return { kind: 'answer', value: result.value };
    const problem = result.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join('; ');
    return { kind: 'malformed', problem };
  } catch (thrown) {
    // The upstream has acted. Rethrowing would leave the step without a recorded result.
    const { name, message } = safeError(thrown);
    return { kind: 'malformed', problem: `\`response\` threw ${name}: ${message}` };
  }
}

/** Fields in which an API reports a failure with a success status: `{"ok": false, "error": "not_found"}`. */
const errorFields = [
  'ok',
  'success',
  'error',
  'errors',
  'error_description',
  'message',
  'code',
  'reason',
];

/** What a response of another shape says about an error; its other fields may be customer data. */
export function errorIn(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  const said = fields.filter(([name]) => errorFields.includes(name.toLowerCase()));
  return said.length === 0 ? undefined : JSON.stringify(Object.fromEntries(said));
}

/** 204 and 205 never have a body. */
const bodylessStatuses = new Set([204, 205]);

/** A success whose body was lost. */
export function lacksBody({
  status,
  body,
}: Extract<ExchangeResult, { kind: 'response' }>): boolean {
  return body.length === 0 && !bodylessStatuses.has(status);
}

/**
 * Why a response does not match its schema: `EMPTY` if a success lost its body, `NOT_JSON` if a page happens to be
 * valid JSON (`503`), `SCHEMA_MISMATCH` if the upstream answers with another shape.
 */
export function mismatchCode(
  response: Extract<ExchangeResult, { kind: 'response' }>,
): 'EMPTY' | 'NOT_JSON' | 'SCHEMA_MISMATCH' {
  if (lacksBody(response)) return 'EMPTY';
  const isPage = isHtmlType(mediaTypeOf(response.headers['content-type']));
  return isPage ? 'NOT_JSON' : 'SCHEMA_MISMATCH';
}

function pathOf({ path = [] }: StandardSchemaV1.Issue): string {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? 'body' : keys.join('.');
}
