import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployStage } from '../../bin/local/deploy-stage.ts';
import { stageIntegrationsDirectory } from '../../bin/local/integration-folder.ts';
import { findEndpoint, type LocalEndpoint } from '../../bin/local/local-endpoint.ts';
import { removeStage } from '../../bin/local/remove-stage.ts';
import { createProgress } from '../../bin/terminal/progress.ts';
import { integrationNames } from '../../lib/names.ts';
import { testEndpointUrl } from '../support/local-tables.ts';
import { deployedStage } from './stage/stage-file.ts';

const { config } = deployedStage();
const client = new SQSClient(config);
const stage = `e2e${randomBytes(4).toString('hex')}`;
let endpoint: LocalEndpoint;

beforeAll(async () => {
  const found = await findEndpoint(testEndpointUrl());
  if (found === undefined) throw new Error('The endpoint of the end-to-end tests is gone.');
  endpoint = found;
});

afterAll(async () => {
  await removeStage(endpoint, stage);
});

/** Deploys the stage with these integrations in its list, and gives the base of its webhook URLs. */
function deployWith(...names: string[]): Promise<string> {
  const integrationsDirectory = stageIntegrationsDirectory(stage);
  rmSync(integrationsDirectory, { recursive: true, force: true });
  for (const name of names) {
    const definition = { name, provider: 'stripe', forward: 'https://example.com/hooks' };
    mkdirSync(join(integrationsDirectory, name), { recursive: true });
    writeFileSync(
      join(integrationsDirectory, name, 'index.ts'),
      `export default ${JSON.stringify(definition)};\n`,
    );
  }
  writeFileSync(
    join(integrationsDirectory, 'index.ts'),
    [
      ...names.map((name, index) => `import i${String(index)} from './${name}/index.ts';`),
      `export const integrations = [${names.map((_, index) => `i${String(index)}`).join(', ')}];`,
    ].join('\n'),
  );
  const progress = createProgress();
  return deployStage({ endpoint, stage, integrationsDirectory, progress });
}

const answerOf = async (baseUrl: string, name: string): Promise<number> =>
  (await fetch(`${baseUrl}/${name}`, { method: 'POST', body: '{}' })).status;

async function deadLetters(name: string): Promise<string | undefined> {
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: integrationNames(stage, name).deadLetterQueue }),
  );
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Attributes?.['ApproximateNumberOfMessages'];
}

describe('an integration that is taken out of the list', () => {
  it('takes no more webhooks, keeps what it holds, and finds it again when it is put back', async () => {
    const baseUrl = await deployWith('stays', 'leaves');
    const { QueueUrl } = await client.send(
      new GetQueueUrlCommand({ QueueName: integrationNames(stage, 'leaves').deadLetterQueue }),
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'held' }));
    // Known, but without a secret yet.
    expect(await answerOf(baseUrl, 'leaves')).toBe(503);

    await deployWith('stays');
    expect(await answerOf(baseUrl, 'leaves')).toBe(404);
    expect(await answerOf(baseUrl, 'stays')).toBe(503);
    expect(await deadLetters('leaves')).toBe('1');

    await deployWith('stays', 'leaves');
    expect(await answerOf(baseUrl, 'leaves')).toBe(503);
    expect(await deadLetters('leaves')).toBe('1');
  }, 240_000);
});
