import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Webhook } from '../event/webhook.ts';

export type ParsedEvent =
  | { readonly kind: 'parsed'; readonly event: unknown }
  /** `problem` names places, never a value of the payload. */
  | { readonly kind: 'mismatch'; readonly problem: string };

/**
 * The body as the handler wants it: JSON and forms as values, anything else as bytes; then checked
 * against the integration's schema, if it has one.
 */
export async function parseEvent(
  webhook: Webhook,
  schema: StandardSchemaV1 | undefined,
): Promise<ParsedEvent> {
  const body = readBody(webhook);
  if (body.kind === 'mismatch' || schema === undefined) return body;
  const checked = await schema['~standard'].validate(body.event);
  return checked.issues === undefined
    ? { kind: 'parsed', event: checked.value }
    : { kind: 'mismatch', problem: checked.issues.slice(0, 5).map(describe).join('; ') };
}

function readBody({ contentType, body }: Webhook): ParsedEvent {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) {
    try {
      return { kind: 'parsed', event: JSON.parse(body.toString('utf8')) };
    } catch {
      return { kind: 'mismatch', problem: `the body is ${type} but not JSON` };
    }
  }
  if (type === 'application/x-www-form-urlencoded') {
    return { kind: 'parsed', event: readForm(body.toString('utf8')) };
  }
  return { kind: 'parsed', event: body };
}

/** A field that occurs once is a string, one that occurs more often a list. */
function readForm(text: string): Record<string, string | string[]> {
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** Only the place: what a schema library says of it may quote the payload. */
function describe(issue: StandardSchemaV1.Issue): string {
  const place = (issue.path ?? [])
    .map((segment) => keyText(typeof segment === 'object' ? segment.key : segment))
    .join('.');
  return `${place === '' ? 'the payload' : place} is not what the integration's schema expects`;
}

/** A schema library may give anything as a key; `String` throws for an object without a prototype. */
function keyText(key: unknown): string {
  return ['string', 'number', 'symbol'].includes(typeof key) ? String(key) : '?';
}
