import { createHash } from 'node:crypto';
import { ExplainedError } from '../../terminal/explained-error.ts';

/** One accepted signing secret of an integration. */
export interface StoredSecret {
  readonly value: string;
  /** ISO 8601. */
  readonly addedAt: string;
}

/** What stands in Secrets Manager. The last one is the current secret, the others are rotated out. */
export interface SecretDocument {
  readonly secrets: readonly StoredSecret[];
}

/**
 * Reads a secret's text. Plain text is one secret that somebody pasted in the console; nobody knows
 * when.
 *
 * @throws ExplainedError for other JSON (the console's key/value form), as the verifier refuses it too
 */
export function parseSecretDocument(text: string, writtenAt: string): SecretDocument {
  const parsed = parseJson(text);
  if (isDocument(parsed)) return parsed;
  if (typeof parsed === 'object' && parsed !== null) {
    throw new ExplainedError(
      'The secret holds JSON that is not a list of signing secrets; webhooks are answered 503.',
      {
        nextStep:
          'Put {"secrets":[]} into it, then add the signing secret with `breakwater secret add`. ' +
          'Or paste the signing secret alone, as plain text.',
      },
    );
  }
  const pasted = text.trim();
  return { secrets: pasted === '' ? [] : [{ value: pasted, addedAt: writtenAt }] };
}

/** Where a secret stands in the list. */
export type Position = 'none' | 'previous' | 'current';

export function positionOf({ secrets }: SecretDocument, value: string): Position {
  const at = secrets.findIndex((secret) => secret.value === value);
  if (at === -1) return 'none';
  return at === secrets.length - 1 ? 'current' : 'previous';
}

/**
 * The secret at the end of the list: it is the current one, also where it was rotated out before. The
 * same document if it is current already.
 */
export function withSecret(document: SecretDocument, secret: StoredSecret): SecretDocument {
  if (document.secrets.at(-1)?.value === secret.value) return document;
  const others = document.secrets.filter(({ value }) => value !== secret.value);
  return { secrets: [...others, secret] };
}

export function withoutSecret(document: SecretDocument, print: string): SecretDocument {
  return { secrets: document.secrets.filter(({ value }) => fingerprint(value) !== print) };
}

/** First eight hex digits of the secret's SHA-256: enough to tell secrets apart, useless to guess one. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDocument(value: unknown): value is SecretDocument {
  const secrets = (value as { secrets?: unknown } | null | undefined)?.secrets;
  return (
    Array.isArray(secrets) &&
    secrets.every(
      (secret: Partial<StoredSecret> | null) =>
        typeof secret?.value === 'string' && typeof secret.addedAt === 'string',
    )
  );
}
