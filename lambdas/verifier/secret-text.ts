import type { SecretReading } from './signing-secrets.ts';

interface StoredSecret {
  readonly value: string;
  readonly addedAt: string;
}

/**
 * Reads what stands in Secrets Manager: `{"secrets":[{"value","addedAt"}]}` as the CLI writes it, or
 * one secret pasted by hand, whose surrounding white space is never meant. The last of the list is the
 * current one, whatever the clocks of those said who added them.
 */
export function readSecretText(text: string): SecretReading {
  const document = parseObject(text);
  if (document === undefined) {
    const pasted = text.trim();
    return pasted === '' ? noSecret : { kind: 'secrets', secrets: [pasted] };
  }
  const { secrets } = document;
  if (!Array.isArray(secrets) || !secrets.every(isStoredSecret)) return misshapen;
  if (secrets.length === 0) return noSecret;
  return {
    kind: 'secrets',
    secrets: secrets.map(({ value }) => value).toReversed(),
    currentSince: Date.parse(secrets.at(-1)?.addedAt ?? ''),
  };
}

const noSecret: SecretReading = {
  kind: 'unusable',
  reason: 'no-secret',
  detail: 'no signing secret has been added yet',
};

const misshapen: SecretReading = {
  kind: 'unusable',
  reason: 'unusable-secret',
  detail: 'expected {"secrets":[{"value":"…","addedAt":"…"}]} or the secret alone as plain text',
};

function isStoredSecret(value: unknown): value is StoredSecret {
  if (typeof value !== 'object' || value === null) return false;
  const { value: secret, addedAt } = value as Record<string, unknown>;
  return (
    typeof secret === 'string' &&
    secret !== '' &&
    typeof addedAt === 'string' &&
    !Number.isNaN(Date.parse(addedAt))
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const object = typeof parsed === 'object' && parsed !== null;
    return object ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
