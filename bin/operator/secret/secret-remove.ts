import { integrationNames } from '../../../lib/names.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { fingerprint, withoutSecret, type SecretDocument } from './secret-document.ts';
import { secretTable } from './secret-list.ts';
import { SecretStore } from './secret-store.ts';

export const secretRemove: Command = {
  name: 'secret remove',
  summary: 'Stop accepting one signing secret',
  parameters: ['integration', 'fingerprint'],
  options: {},
  examples: ['secret remove stripe-orders 3f9a01bc --stage prod'],
  details:
    'The verifier stops accepting it within a minute. Without any secret webhooks are answered 503.',
  async run({ stage, parameters, progress }) {
    const [integration = '', print = ''] = parameters;
    const { signingSecret } = integrationNames(stage, integration);
    const store = new SecretStore(await connectToStage(stage), signingSecret);
    const remove = (document: SecretDocument): SecretDocument => {
      if (document.secrets.some(({ value }) => fingerprint(value) === print)) {
        return withoutSecret(document, print);
      }
      throw new ExplainedError(`${integration} has no secret ${print} in stage ${stage}.`, {
        nextStep: `See them: npm run breakwater -- secret list ${integration} --stage ${stage}`,
      });
    };
    const { secrets } = await whenSlow(progress, 'Asking Secrets Manager', () =>
      store.update(remove),
    );
    return {
      json: { integration, stage, fingerprint: print, removed: true, left: secrets.length },
      text: [
        `${integration} accepts ${print} no more in stage ${stage}.`,
        secrets.length === 0
          ? 'No secret is left: its webhooks are answered 503 until you add one.'
          : secretTable({ secrets }),
      ].join('\n\n'),
    };
  },
};
