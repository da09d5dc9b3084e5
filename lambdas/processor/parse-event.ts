import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Webhook } from '../event/webhook.ts';
import { readBody } from '../verification/body-content.ts';
import { parseForm, type FormFields } from '../verification/form-body.ts';
import { isFormType, isJsonType, mediaTypeOf } from '../verification/media-type.ts';
import { payloadOf } from '../verification/payload-field.ts';

export type ParsedEvent =
  | { readonly kind: 'parsed'; readonly event: unknown }
  /** `problem` names places, never a value of the payload. */
  | { readonly kind: 'mismatch'; readonly problem: string };

/**
 * The body as the handler gets it: JSON and forms as values, anything else as bytes; then checked against
 * the integration's schema, if it has one.
 */
export async function parseEvent(
  webhook: Webhook,
  schema: StandardSchemaV1 | undefined,
): Promise<ParsedEvent> {
  const body = eventOf(webhook);
  if (body.kind === 'mismatch' || schema === undefined) return body;
  const checked = await schema['~standard'].validate(body.event);
  return checked.issues === undefined
    ? { kind: 'parsed', event: checked.value }
    : { kind: 'mismatch', problem: checked.issues.slice(0, 5).map(describe).join('; ') };
}

/** JSON is recognized by its bytes; the Content-Type counts only if the bytes are ambiguous. */
function eventOf({ contentType, body }: Webhook): ParsedEvent {
  const content = readBody(body);
  if (content.kind === 'json') return parsed(content.value);
  if (content.kind === 'out-of-bounds') return outOfBounds;
  const type = mediaTypeOf(contentType);
  if (content.kind === 'text' && body.length > 0) {
    const fields = parseForm(Buffer.from(content.text)) ?? [];
    const payload = payloadOf(fields);
    if (payload?.kind === 'json') return parsed(payload.value);
    if (payload?.kind === 'out-of-bounds') return outOfBounds;
    if (isFormType(type) && fields.length > 0) return parsed(byName(fields));
    const scalar = isJsonType(type) ? jsonScalar(content.text) : undefined;
    if (scalar !== undefined) return parsed(scalar.value);
  }
  return isJsonType(type) ? mismatch(`the body is ${type} but not JSON`) : parsed(body);
}

/** A field that occurs once is a string, one that occurs more often a list. */
function byName(fields: FormFields): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries(
    [...values].map(([name, [first = '', ...more]]) => [
      name,
      more.length === 0 ? first : [first, ...more],
    ]),
  );
}

function jsonScalar(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const outOfBounds = mismatch('the body is nested too deeply or too big');

function parsed(event: unknown): ParsedEvent {
  return { kind: 'parsed', event };
}

function mismatch(problem: string): ParsedEvent {
  return { kind: 'mismatch', problem };
}

/** Only the place: what a schema library says of it may quote the payload. */
function describe(issue: StandardSchemaV1.Issue): string {
  const place = (issue.path ?? [])
    .map((segment) => keyText(typeof segment === 'object' ? segment.key : segment))
    .join('.');
  return `${place === '' ? 'the payload' : place} is not what the integration's schema expects`;
}

/** A schema library may return any value as a key; `String` throws for an object without a prototype. */
function keyText(key: unknown): string {
  return ['string', 'number', 'symbol'].includes(typeof key) ? String(key) : '?';
}
