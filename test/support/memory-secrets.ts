import { CredentialError } from '../../lambdas/upstream/credentials/credential-source.ts';
import type { SecretReader } from '../../lambdas/upstream/credentials/secret-reader.ts';

/** Secrets that a test sets; each new value is a new version, seen at once. */
export function memorySecrets(values: Record<string, unknown>): SecretReader & {
  set(name: string, value: unknown): void;
} {
  const versions = new Map<string, { text: string; version: string }>();
  const set = (name: string, value: unknown): void => {
    const version = `v${Number(versions.get(name)?.version.slice(1) ?? 0) + 1}`;
    versions.set(name, {
      text: typeof value === 'string' ? value : JSON.stringify(value),
      version,
    });
  };
  for (const [name, value] of Object.entries(values)) set(name, value);
  return {
    set,
    read: async (name) => {
      const secret = versions.get(name);
      if (secret === undefined) throw new CredentialError('none', { kind: 'refused' });
      return secret;
    },
  };
}
