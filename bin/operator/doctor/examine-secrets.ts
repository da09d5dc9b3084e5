import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Credential } from '../../../lambdas/contract/credentials.ts';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { secretFields, secretValue } from '../../../lambdas/upstream/credentials/secret-fields.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { parseSecretDocument } from '../secret/secret-document.ts';
import { secretProblem } from '../secret/secret-problem.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';
import { isPlaceholder } from './placeholder.ts';

/** @param text of the secret in Secrets Manager; undefined where there is none */
export function judgeSigningSecret(
  text: string | undefined,
  provider: Provider,
  integration: string,
  stage: string,
): Diagnosis[] {
  const add = `npm run breakwater -- secret add ${integration} --stage ${stage}`;
  if (text === undefined) {
    return [
      problem(
        'its signing secret is gone from Secrets Manager: webhooks are answered 503',
        `aws secretsmanager restore-secret --secret-id ${integrationNames(stage, integration).signingSecret}, or deploy the integration anew`,
      ),
    ];
  }
  let values: readonly string[];
  try {
    values = parseSecretDocument(text, '').secrets.map(({ value }) => value);
  } catch {
    return [
      problem(
        'its signing secret holds JSON that is not a list of secrets: webhooks are answered 503',
        `put {"secrets":[]} into ${integrationNames(stage, integration).signingSecret}, then ${add}`,
      ),
    ];
  }
  if (values.length === 0) {
    return [problem('it has no signing secret yet: webhooks are answered 503', add)];
  }
  return values.flatMap((value) => {
    if (isPlaceholder(value)) {
      return [
        problem(
          'one of its signing secrets is a placeholder: whoever guesses it is let in',
          `${add}, then take the placeholder out: npm run breakwater -- secret list, and secret remove`,
        ),
      ];
    }
    const why = secretProblem(provider, value);
    return why === undefined
      ? []
      : [problem(`one of its signing secrets is none of ${provider.name}: ${why}`, add)];
  });
}

/** @param text of the upstream's secret; undefined where there is none */
export function judgeUpstreamSecret(
  text: string | undefined,
  credential: Credential,
  secretName: string,
): Diagnosis[] {
  if (text === undefined) {
    return [
      problem(
        `the secret ${secretName} does not exist: events that need it wait`,
        `aws secretsmanager create-secret --name ${secretName} --secret-string file://<file>`,
      ),
    ];
  }
  const put = `aws secretsmanager put-secret-value --secret-id ${secretName} --secret-string file://<file>`;
  try {
    const fields = fieldsOf(credential, text);
    const bad = Object.entries(fields).find(([, value]) => isPlaceholder(value));
    return bad === undefined
      ? []
      : [problem(`${bad[0]} in the secret ${secretName} is a placeholder`, put)];
  } catch (error) {
    return [problem(error instanceof Error ? error.message : String(error), put)];
  }
}

function fieldsOf(
  { kind, secret: name }: Credential,
  text: string,
): Readonly<Record<string, string>> {
  const secret = { text, version: '' };
  switch (kind) {
    case 'static':
      return { value: secretValue(name, secret) };
    case 'basic':
      return secretFields(name, secret, ['username', 'password']);
    case 'client-credentials':
      return secretFields(name, secret, ['clientId', 'clientSecret']);
    case 'refresh-token':
      return secretFields(name, secret, ['clientId', 'refreshToken'], ['clientSecret']);
  }
}

export function examineSecrets(
  { stage: { stage }, secrets }: Patient,
  { name, provider, forward, upstreams = {} }: Integration,
): Examination[] {
  const { signingSecret, forwardSecret } = integrationNames(stage, name);
  const { upstreamSecretPrefix } = stageNames(stage);
  const examination = (examine: Examination['examine']): Examination => ({
    check: 'secrets',
    subject: name,
    examine,
  });
  const credentials = Object.values(upstreams).flatMap(({ credential }) => credential ?? []);
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
    ...credentials.map((credential) =>
      examination(async () => {
        const secretName = upstreamSecretPrefix + credential.secret;
        return judgeUpstreamSecret(await readSecret(secrets, secretName), credential, secretName);
      }),
    ),
  ];
}

async function readSecret(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<string | undefined> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return SecretString;
  } catch (error) {
    // The second one: it is marked for deletion.
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) {
      return undefined;
    }
    throw error;
  }
}
