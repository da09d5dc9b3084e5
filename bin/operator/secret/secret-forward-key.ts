import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { toSigningSecret } from '../../../lambdas/processor/forward-secret.ts';
import { integrationNames } from '../../../lib/names.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';

export const secretForwardKey: Command = {
  name: 'secret forward-key',
  summary: 'Print the key that your own endpoint verifies forwarded events with',
  parameters: ['integration'],
  options: {},
  examples: ['secret forward-key github-forward --stage prod'],
  details: [
    'Forwarded events are signed in the Standard Webhooks way; every library for it takes this key.',
    'It is a secret: it goes to standard output and nowhere else.',
  ].join('\n'),
  async run({ stage, parameters, progress }) {
    const [integration = ''] = parameters;
    const { forwardSecret } = integrationNames(stage, integration);
    const client = new SecretsManagerClient(await connectToStage(stage));
    const generated = await whenSlow(progress, 'Asking Secrets Manager', () =>
      client.send(new GetSecretValueCommand({ SecretId: forwardSecret })),
    ).catch((cause: unknown) => {
      if (!(cause instanceof ResourceNotFoundException)) throw cause;
      throw new ExplainedError(`${integration} has no forward key in stage ${stage}.`, {
        nextStep:
          'Only integrations that forward have one; it comes with their stack (`npm run deploy`).',
        cause,
      });
    });
    const key = toSigningSecret(generated.SecretString ?? '');
    return { json: { integration, stage, key }, text: key };
  },
};
