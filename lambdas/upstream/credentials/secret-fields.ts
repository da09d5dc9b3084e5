import { CredentialError } from './credential-source.ts';
import type { Secret } from './secret-reader.ts';

/** Fields of the JSON secret for each kind of credential; a `static` one is a single value and has none. */
export const credentialFields = {
  basic: { required: ['username', 'password'], optional: [] },
  'client-credentials': { required: ['clientId', 'clientSecret'], optional: [] },
  'refresh-token': { required: ['clientId', 'refreshToken'], optional: ['clientSecret'] },
} as const;

/** The secret's value: plain text, or JSON `{"value": "…"}`. */
export function secretValue(name: string, secret: Secret): string {
  const parsed = parse(secret.text);
  const value = parsed === undefined ? secret.text.trim() : parsed['value'];
  // Anything else cannot stand in a header: a line break at its end, mostly.
  if (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)) return value;
  throw incomplete(name, secret, 'the key as one line of plain text, or JSON {"value": "…"}');
}

/** The named fields of a JSON secret; `optional` ones may be missing. */
export function secretFields<Name extends string, Optional extends string = never>(
  name: string,
  secret: Secret,
  required: readonly Name[],
  optional: readonly Optional[] = [],
): Record<Name, string> & Partial<Record<Optional, string>> {
  const parsed = parse(secret.text) ?? {};
  const fields: Record<string, string> = {};
  for (const field of [...required, ...optional]) {
    const value = parsed[field];
    if (typeof value === 'string' && value !== '') fields[field] = value;
  }
  if (required.some((field) => fields[field] === undefined)) {
    const shape = required.map((field) => `"${field}": "…"`).join(', ');
    throw incomplete(name, secret, `JSON {${shape}}`);
  }
  return fields as Record<Name, string> & Partial<Record<Optional, string>>;
}

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function incomplete(name: string, { version }: Secret, expected: string): CredentialError {
  const message = `The secret "${name}" does not hold what it should: put ${expected} into it.`;
  return new CredentialError(message, { kind: 'refused', grantVersion: version });
}
