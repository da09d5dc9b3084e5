import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { readSecret } from '../../stage/read-secret.ts';
import { judgeSigningSecret, judgeUpstreamSecret } from '../secret/judge-secrets.ts';
import { problem, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

export function examineSecrets(
  { stage: { stage }, secrets }: Patient,
  { name, provider, forward, upstreams = {} }: Integration,
): Examination[] {
  const { signingSecret, forwardSecret } = integrationNames(stage, name);
  const examination = (examine: Examination['examine']): Examination => ({
    check: 'secrets',
    subject: name,
    examine,
  });
  return [
    examination(async () =>
      judgeSigningSecret(
        await readSecret(secrets, signingSecret),
        resolveProvider(provider),
        name,
        stage,
      ),
    ),
    ...(forward === undefined
      ? []
      : [
          examination(async () =>
            (await readSecret(secrets, forwardSecret)) === undefined
              ? [
                  problem(
                    'the secret that its forwards are signed with is gone: its events wait',
                    `aws secretsmanager restore-secret --secret-id ${forwardSecret}`,
                  ),
                ]
              : [],
          ),
        ]),
    ...Object.values(upstreams).flatMap(({ name: upstream, credential }) =>
      credential === undefined
        ? []
        : examination(async () => {
            const secretName = stageNames(stage).upstreamSecretPrefix + credential.secret;
            const text = await readSecret(secrets, secretName);
            return judgeUpstreamSecret(text, { stage, upstream, credential });
          }),
    ),
  ];
}
