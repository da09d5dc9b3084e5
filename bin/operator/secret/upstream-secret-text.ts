import type { Credential } from '../../../lambdas/contract/credentials.ts';
import { credentialFields } from '../../../lambdas/upstream/credentials/secret-fields.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { credentialProblem, credentialShape } from './judge-secrets.ts';
import { readSecretValue } from './read-secret-value.ts';

/** Asks for one value without showing it; returns an empty text if the user enters nothing. */
export type AskHidden = (question: string) => Promise<string>;

/** Prompts for each field on a terminal; otherwise reads standard input unchanged. */
export async function readUpstreamSecret(credential: Credential): Promise<string> {
  if (!process.stdin.isTTY) return readSecretValue('');
  return askUpstreamSecret(credential, (question) => readSecretValue(question, true));
}

/** Asks for each field that the credential's secret has, and returns the secret's text. */
export async function askUpstreamSecret(credential: Credential, ask: AskHidden): Promise<string> {
  if (credential.kind === 'static') return ask('Key or token (not shown): ');
  const { required, optional } = credentialFields[credential.kind];
  const fields: Record<string, string> = {};
  for (const name of required) fields[name] = await ask(`${name} (not shown): `);
  for (const name of optional) {
    const value = await ask(`${name} (not shown; Enter if there is none): `);
    if (value !== '') fields[name] = value;
  }
  return JSON.stringify(fields);
}

/** @throws ExplainedError that says what is expected and what is wrong, without the value */
export function checkUpstreamSecret(
  text: string,
  credentials: readonly Credential[],
  name: string,
): void {
  for (const credential of credentials) {
    const why = credentialProblem(text, credential);
    if (why !== undefined) {
      throw new ExplainedError(
        `This is not a valid text for the upstream secret "${name}": ${why}.`,
        {
          nextStep: `Enter ${credentialShape(credential)}. Nothing was changed.`,
        },
      );
    }
  }
}
