import { integrationNames } from '../../../lib/names.ts';
import { formatTable } from '../../terminal/table.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { fingerprint, type SecretDocument } from './secret-document.ts';
import { upstreamSecretStates, upstreamTable } from './upstream-secret-states.ts';
import { SecretStore } from './secret-store.ts';

export const secretList: Command = {
  name: 'secret list',
  summary: 'Show fingerprints of accepted signing secrets, and the state of upstream secrets',
  parameters: ['integration'],
  options: {},
  examples: ['secret list stripe-orders --stage prod'],
  details:
    'A fingerprint is the first eight hex digits of the SHA-256 of the secret. Upstream secrets hold\n' +
    'the credentials of the upstreams that the integration calls; only their state is shown.',
  async run({ stage, parameters, progress }) {
    const [integration = ''] = parameters;
    const { signingSecret } = integrationNames(stage, integration);
    const store = new SecretStore(await connectToStage(stage), signingSecret);
    const document = await whenSlow(progress, 'Asking Secrets Manager', () => store.read());
    const upstreams = await whenSlow(progress, 'Asking Secrets Manager', () =>
      upstreamSecretStates(stage, integration),
    );
    const signing =
      document.secrets.length === 0
        ? `${integration} has no secret yet: its webhooks are answered 503, and providers try again.\n` +
          `Add one: npm run breakwater -- secret add ${integration} --stage ${stage}`
        : secretTable(document);
    return {
      json: { integration, stage, secrets: describe(document), upstreams },
      text: upstreams.length === 0 ? signing : `${signing}\n\n${upstreamTable(upstreams)}`,
    };
  },
};

/** The secrets as people may see them, the current one first. */
function describe({ secrets }: SecretDocument) {
  return secrets.toReversed().map(({ value, addedAt }, index) => ({
    fingerprint: fingerprint(value),
    position: index === 0 ? 'current' : 'previous',
    addedAt,
  }));
}

export function secretTable(document: SecretDocument): string {
  return formatTable(
    ['fingerprint', 'position', 'added at'],
    describe(document).map((secret) => [secret.fingerprint, secret.position, secret.addedAt]),
  );
}
