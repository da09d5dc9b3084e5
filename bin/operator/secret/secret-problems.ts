import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import type { SecretProblems } from '../../../lambdas/operations/integration-status.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { readSecret } from '../../stage/read-secret.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { judgeSigningSecret, judgeUpstreamSecret } from './judge-secrets.ts';

/** What is wrong with the secrets of one integration, for `status`. */
export async function readSecretProblems(
  { stage, config }: Pick<StageAccess, 'stage' | 'config'>,
  { name, provider, upstreams = {} }: Integration,
): Promise<SecretProblems> {
  const client = new SecretsManagerClient(config);
  const signing = await readSecret(client, integrationNames(stage, name).signingSecret);
  const { upstreamSecretPrefix } = stageNames(stage);
  const ofUpstreams = await Promise.all(
    Object.values(upstreams).map(async ({ name: upstream, credential }) => {
      if (credential === undefined) return [];
      const text = await readSecret(client, upstreamSecretPrefix + credential.secret);
      const [sentence] = sentences(judgeUpstreamSecret(text, { stage, upstream, credential }));
      return sentence === undefined ? [] : ([[upstream, sentence]] as const);
    }),
  );
  return {
    signing: sentences(judgeSigningSecret(signing, resolveProvider(provider), name, stage)),
    upstreams: Object.fromEntries(ofUpstreams.flat()),
  };
}

function sentences(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses.map((one) =>
    one.kind === 'problem' ? `${one.problem}: ${one.mend}` : `not checked: ${one.why}`,
  );
}
