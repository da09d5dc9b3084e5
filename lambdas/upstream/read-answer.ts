import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Json } from '../processor/outcome.ts';
import type { ExchangeResult } from './exchange.ts';

/** What a success says, as JSON (undefined where it says nothing), or why it cannot be read. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: Json | undefined }
  | { readonly kind: 'malformed'; readonly code: string; readonly problem: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function readBody(
  { body, headers, tooLong }: Extract<ExchangeResult, { kind: 'response' }>,
  expect: 'json' | 'text',
): ReadBody {
  if (tooLong) return malformed('TOO_LONG', 'longer than responseLimitBytes');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return malformed('ENCODED', `content-encoding ${encoding} was not asked for`);
  }
  if (body.length === 0) return { kind: 'json', value: undefined };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return malformed('NOT_TEXT', 'not UTF-8');
  }
  if (expect === 'text') return { kind: 'json', value: text };
  try {
    return { kind: 'json', value: JSON.parse(text) as Json };
  } catch {
    const type = headers['content-type'] ?? 'no content-type';
    return malformed('NOT_JSON', `${type}, begins with ${JSON.stringify(text.slice(0, 40))}`);
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
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return { kind: 'answer', value: result.value };
  const problem = result.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join('; ');
  return { kind: 'malformed', problem };
}

function pathOf({ path = [] }: StandardSchemaV1.Issue): string {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? 'body' : keys.join('.');
}
