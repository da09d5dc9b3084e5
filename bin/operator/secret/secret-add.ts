import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { integrationNames } from '../../../lib/names.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import { UsageError, type Command } from '../command.ts';
import { findIntegration } from '../integration-list.ts';
import { connectToStage } from '../stage-connection.ts';
import { addUpstreamSecret } from './add-upstream-secret.ts';
import { readSecretValue } from './read-secret-value.ts';
import { fingerprint, positionOf, withSecret, type Position } from './secret-document.ts';
import { secretProblem } from '../../../lambdas/verification/secret-problem.ts';
import { secretTable } from './secret-list.ts';
import { SecretStore } from './secret-store.ts';

export const secretAdd: Command = {
  name: 'secret add',
  summary: "Accept another signing secret of the provider, or replace an upstream's credential",
  parameters: [],
  optionalParameter: 'integration',
  options: {
    upstream: {
      type: 'string',
      value: 'secret',
      summary:
        "Set an upstream's credential instead; takes the name of the secret or of the upstream",
    },
  },
  examples: [
    'secret add stripe-orders --stage prod',
    'secret add stripe-orders --stage prod < secret.txt',
    'secret add --upstream crm-oauth --stage prod',
    'secret add --upstream crm-oauth --stage prod < crm-oauth.json',
  ],
  details: [
    'Asks for the value, or reads it from standard input. Secrets added before stay accepted, so that a',
    'rotation rejects nothing: add the new one here, change it at the provider, remove the old one.',
    'One that was rotated out and is added again is the current one again.',
    'The verifier takes it up within a minute; a webhook signed with it, at once.',
    '',
    "An upstream's new credential replaces the old one. The upstream's definition decides what the secret holds:",
    'the command asks for each field, or reads plain text (a key) or JSON (anything else) from standard input.',
    'Breakwater uses it within five minutes, or as soon as the upstream refuses the old one.',
  ].join('\n'),
  async run(call) {
    const { stage, parameters, options, progress } = call;
    const [integration] = parameters;
    const upstream = options['upstream'];
    if (typeof upstream === 'string') {
      if (integration !== undefined) {
        throw new UsageError(
          'Name an integration or --upstream, not both: upstreams may be shared.',
        );
      }
      return addUpstreamSecret(upstream, call);
    }
    if (integration === undefined) {
      throw new UsageError('"secret add" needs <integration>, or --upstream <secret>.');
    }
    const provider = resolveProvider((await findIntegration(stage, integration)).provider);
    const store = new SecretStore(
      await connectToStage(stage),
      integrationNames(stage, integration).signingSecret,
    );
    // Nobody shall type a secret for a stage that cannot take it.
    await whenSlow(progress, 'Asking Secrets Manager', () => store.read());
    const value = await readSecretValue(`Signing secret of ${provider.name} (not shown): `);
    const problem = secretProblem(provider.scheme, value);
    if (problem !== undefined) {
      throw new ExplainedError(
        `This is not a valid signing secret for ${provider.name}: ${problem}.`,
        {
          nextStep: 'Copy it again from where the provider shows it. Nothing was changed.',
        },
      );
    }
    const addedAt = new Date().toISOString();
    let before: Position = 'none';
    const { secrets } = await whenSlow(progress, 'Asking Secrets Manager', () =>
      store.update((document) => {
        before = positionOf(document, value);
        return withSecret(document, { value, addedAt });
      }),
    );
    const print = fingerprint(value);
    return {
      json: { integration, stage, fingerprint: print, added: before === 'none' },
      text: `${integration} ${sayings[before](print)} in stage ${stage}.\n\n${secretTable({ secrets })}`,
    };
  },
};

const sayings: Readonly<Record<Position, (print: string) => string>> = {
  none: (print) => `accepts ${print}`,
  previous: (print) => `has ${print} for its current secret again`,
  current: (print) => `accepted ${print} already`,
};
