import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { stageNames } from '../../../lib/names.ts';
import { readSecret } from '../../stage/read-secret.ts';
import { formatTable } from '../../terminal/table.ts';
import { listedIntegrations } from '../integration-list.ts';
import { connectToStage } from '../stage-connection.ts';
import { credentialProblem } from './judge-secrets.ts';
import { upstreamSecretChangedAt } from './upstream-secret-store.ts';
import { declaredSecrets } from './upstream-secrets.ts';

/** An upstream secret as `secret list` shows it. `--json` prints it in this shape. */
export interface UpstreamSecretState {
  readonly secret: string;
  readonly upstreams: readonly string[];
  readonly state: 'usable' | 'missing' | 'unusable';
  /** What is wrong with it; null if nothing is. */
  readonly problem: string | null;
  /** ISO 8601; null if the secret is missing. */
  readonly changedAt: string | null;
}

/** The upstream secrets that an integration declares; empty if this checkout does not list the integration. */
export async function upstreamSecretStates(
  stage: string,
  integration: string,
): Promise<UpstreamSecretState[]> {
  const listed = (await listedIntegrations(stage)).filter(({ name }) => name === integration);
  const client = new SecretsManagerClient(await connectToStage(stage));
  return Promise.all(
    declaredSecrets(listed).map(async ({ name, upstreams, credential }) => {
      const secretId = stageNames(stage).upstreamSecretPrefix + name;
      const text = await readSecret(client, secretId);
      const changedAt = (await upstreamSecretChangedAt(client, secretId)) ?? null;
      if (text === undefined) {
        const problem = `it does not exist: secret add --upstream ${name} --stage ${stage}`;
        return { secret: name, upstreams, state: 'missing' as const, problem, changedAt: null };
      }
      const problem = credentialProblem(text, credential) ?? null;
      const state = problem === null ? ('usable' as const) : ('unusable' as const);
      return { secret: name, upstreams, state, problem, changedAt };
    }),
  );
}

export function upstreamTable(states: readonly UpstreamSecretState[]): string {
  return formatTable(
    ['upstream secret', 'upstream', 'state', 'changed at', ''],
    states.map(({ secret, upstreams, state, changedAt, problem }) => [
      secret,
      upstreams.join(', '),
      state,
      changedAt ?? '–',
      problem ?? '',
    ]),
  );
}
