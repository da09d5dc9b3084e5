import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { randomBytes } from 'node:crypto';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { integrationNames } from '../../../lib/names.ts';
import type { DeliveryTarget } from '../../local/demo/delivery.ts';
import { randomSecret } from '../../local/demo/demo-secrets.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { SecretStore } from '../secret/secret-store.ts';

/**
 * Where a provider sends its webhooks, and the secret that it signs them with.
 *
 * @param forge sign with a secret that is none of the integration's
 * @throws ExplainedError where nobody but the provider can sign, or there is nothing to sign with
 */
export async function sendTarget(
  stage: StageAccess,
  integration: string,
  provider: Provider,
  forge: boolean,
): Promise<DeliveryTarget> {
  const [baseUrl, secret] = await Promise.all([
    publicBaseUrl(stage),
    forge ? forgedSecret(provider) : newestSecret(stage, integration, provider),
  ]);
  return { url: `${baseUrl}/webhooks/${integration}`, provider, secret };
}

/** As the verifier checks it: some providers sign the URL. */
async function publicBaseUrl({ config, stage, names }: StageAccess): Promise<string> {
  const FunctionName = names.verifierFunction;
  try {
    const { Environment } = await new LambdaClient(config).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    return Environment?.Variables?.['PUBLIC_BASE_URL'] ?? '';
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new ExplainedError(`Stage "${stage}" has no verifier: there is no ${FunctionName}.`, {
      nextStep:
        'Deploy it first (`npm run deploy -- -c stage=<stage>`), and check --stage, AWS_REGION and AWS_PROFILE.',
      cause: error,
    });
  }
}

async function newestSecret(
  { config, stage }: StageAccess,
  integration: string,
  provider: Provider,
): Promise<string> {
  if (provider.scheme.kind === 'ed25519') {
    throw new ExplainedError(
      `${provider.name} signs with a private key that nobody else has, so no test event can be signed here.`,
      {
        nextStep: `Send one from the console of ${provider.name}. What a wrong signature is answered: --forge`,
      },
    );
  }
  const { signingSecret } = integrationNames(stage, integration);
  const { secrets } = await new SecretStore(config, signingSecret).read();
  const newest = secrets.at(-1);
  if (newest !== undefined) return newest.value;
  throw new ExplainedError(`${integration} has no signing secret yet in stage ${stage}.`, {
    nextStep: `Add it: npm run breakwater -- secret add ${integration} --stage ${stage}`,
  });
}

function forgedSecret(provider: Provider): string {
  const { scheme } = provider;
  return scheme.kind === 'ed25519' ? randomBytes(32).toString(scheme.key) : randomSecret(provider);
}
