import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalog, resolveProvider } from '../../../lambdas/providers/catalog.ts';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { didYouMean } from '../../../lib/near-matches.ts';
import { integrationProblems } from '../../../lib/integration-problems.ts';
import { repositoryDirectory } from '../../local/repository.ts';
import { sampleOf } from '../../samples/sample-of.ts';
import { ExplainedError, indent } from '../../terminal/explained-error.ts';
import { UsageError, type Command } from '../command.ts';
import { howToList } from '../integration-list.ts';
import { integrationFiles } from './integration-files.ts';
import { withIntegration } from './list-file.ts';

const listPath = 'lambdas/integrations/index.ts';

export const newIntegration: Command = {
  name: 'new',
  summary: 'Write a new integration: its file, a sample event, a test, and its line in the list',
  parameters: ['integration'],
  options: {
    provider: {
      type: 'string',
      value: 'id',
      summary: 'Who sends the webhooks: an id of the catalog',
    },
    forward: {
      type: 'string',
      value: 'url',
      summary: 'No handler: send each verified event on to this endpoint of yours',
    },
  },
  examples: [
    'new stripe-orders --provider stripe',
    'new github-builds --provider github --forward https://builds.example.com/hooks',
  ],
  details: `Providers: ${catalog.map(({ id }) => id).join(', ')}`,
  async run({ stage, parameters, options }) {
    const [name = ''] = parameters;
    const forward = text(options['forward']);
    const provider = resolveProvider(checkedProvider(name, text(options['provider']), forward));
    const files = integrationFiles({
      name,
      provider,
      forward,
      sample: sampleOf(provider, 'sample'),
    });
    const list = withIntegration(readFileSync(inRepository(listPath), 'utf8'), name);
    refuseOverwriting(name, Object.keys(files), stage);
    if (list === undefined) {
      throw new ExplainedError(
        `${listPath} is not written as a plain list, so nothing was added.`,
        {
          nextStep: 'Bring it into the form `export const integrations = [one, another];`',
        },
      );
    }
    // All is formatted before anything is written: a name that makes no good code leaves nothing behind.
    const written = await formatted({ ...files, [listPath]: list });
    for (const [path, source] of Object.entries(written)) {
      mkdirSync(dirname(inRepository(path)), { recursive: true });
      writeFileSync(inRepository(path), source);
    }
    const paths = Object.keys(written);
    return {
      json: { integration: name, provider: provider.id, forward, files: paths },
      text: `Written:\n${indent(paths.join('\n'))}\n\n${nextSteps(name, forward, stage)}`,
    };
  },
};

/** All that could be wrong is said before anything is written. */
function checkedProvider(
  name: string,
  provider: string | undefined,
  forward: string | undefined,
): string {
  if (provider === undefined) {
    throw new UsageError(`"new" needs --provider <id>.\n${providersText(name)}`);
  }
  const ids = catalog.map(({ id }) => id);
  if (!ids.includes(provider)) {
    throw new UsageError(
      `The catalog has no provider "${provider}".${didYouMean(provider, ids)}\n${providersText(name)}`,
    );
  }
  const definition = {
    name,
    provider,
    ...(forward === undefined ? { handle: () => Promise.resolve() } : { forward }),
  } as Integration;
  const problems = integrationProblems(definition, ids);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return provider;
}

/** Valid values of `--provider`, and what to do if the catalog does not have the provider. */
function providersText(name: string): string {
  return [
    `Known ids: ${catalog.map(({ id }) => id).join(', ')}.`,
    'If your provider is not in the list but signs with a shared secret, run',
    `  npm run breakwater -- new ${name} --provider generic-hmac`,
    'and replace the id in the generated file with `genericHmac({ … })`, which describes how the provider signs;',
    'see docs/providers.md. If it only sends a token, use `generic-token` and `genericToken({ … })`.',
  ].join('\n');
}

/** What is there is somebody's work; the way on depends on whether it is listed. */
function refuseOverwriting(name: string, paths: readonly string[], stage: string): void {
  const folder = `lambdas/integrations/${name}`;
  const present = [...paths, folder].filter((path) => existsSync(inRepository(path)));
  if (present.length === 0) return;
  const list = readFileSync(inRepository(listPath), 'utf8');
  const isWritten = present.includes(folder);
  const isListed = list.includes(`'./${name}/index.ts'`);
  throw new ExplainedError(`Nothing was written: ${present.join(', ')} is there already.`, {
    nextStep:
      isWritten && isListed
        ? `It is listed, too. Go on with it:\n${laterSteps(name, stage)}\nOr choose another name.`
        : `${isWritten ? howToList(name, true) : 'Remove what is there.'}\nOr choose another name.`,
  });
}

/** As `npm run lint` wants it. Prettier is loaded here because only this command needs it. */
async function formatted(
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { format: prettify, resolveConfig } = await import('prettier');
  const entries = Object.entries(files).map(async ([path, source]): Promise<[string, string]> => {
    const filepath = inRepository(path);
    return [path, await prettify(source, { ...(await resolveConfig(filepath)), filepath })];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function nextSteps(name: string, forward: string | undefined, stage: string): string {
  const edit =
    forward === undefined
      ? `Write your handler:     lambdas/integrations/${name}/index.ts`
      : `Prepare your endpoint:  docs/forwarding.md`;
  return [
    edit,
    `Try it:                 npm test -- test/unit/integrations/${name}.test.ts`,
    laterSteps(name, stage),
    ...(forward === undefined
      ? []
      : [
          `Key for your endpoint:  npm run breakwater -- secret forward-key ${name} --stage ${stage}`,
        ]),
  ].join('\n');
}

function laterSteps(name: string, stage: string): string {
  return [
    `Deploy it:              npm run deploy -- -c stage=${stage}`,
    `Let its webhooks in:    npm run breakwater -- secret add ${name} --stage ${stage}`,
    `Send it a test event:   npm run breakwater -- send ${name} --stage ${stage}`,
  ].join('\n');
}

function inRepository(path: string): string {
  return join(repositoryDirectory, path);
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
