import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { stageNames } from '../../../lib/names.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { listedIntegrations } from '../integration-list.ts';
import { connectToStage } from '../stage-connection.ts';
import { credentialShape } from './judge-secrets.ts';
import { checkUpstreamSecret, readUpstreamSecret } from './upstream-secret-text.ts';
import { putUpstreamSecret, upstreamSecretChangedAt } from './upstream-secret-store.ts';
import { findDeclared } from './upstream-secrets.ts';

/** `secret add --upstream`: replaces the credential that an upstream is called with. */
export async function addUpstreamSecret(
  name: string,
  { stage, progress }: Pick<CommandCall, 'stage' | 'progress'>,
): Promise<CommandResult> {
  const secret = findDeclared(await listedIntegrations(stage), name, stage);
  const client = new SecretsManagerClient(await connectToStage(stage));
  const secretId = stageNames(stage).upstreamSecretPrefix + secret.name;
  // Fails before the operator types a secret if the stage does not answer.
  await whenSlow(progress, 'Asking Secrets Manager', () =>
    upstreamSecretChangedAt(client, secretId),
  );
  if (process.stdin.isTTY) {
    progress.say(`${secretId} holds ${credentialShape(secret.credential)}.`);
  }
  const text = await readUpstreamSecret(secret.credential);
  checkUpstreamSecret(text, secret.credentials, secret.name);
  const outcome = await whenSlow(progress, 'Telling Secrets Manager', () =>
    putUpstreamSecret(client, secretId, text),
  );
  const { upstreams, integrations } = secret;
  return {
    json: { stage, secret: secret.name, upstreams, integrations, created: outcome === 'created' },
    text:
      `${secretId} was ${outcome}; ${upstreams.join(', ')} uses it within five minutes.\n` +
      'If events wait because the previous credential was refused or missing, a probe tries this one within a minute.',
  };
}
