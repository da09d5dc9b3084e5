import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import { repositoryDirectory } from '../../bin/local/repository.ts';

const eslint = new ESLint({ cwd: repositoryDirectory });

async function rulesBroken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

describe('the linter', () => {
  it.each([
    ['lambdas/verifier/some.ts', "import { App } from 'aws-cdk-lib'; new App();"],
    ['lambdas/providers/some.ts', "import { Construct } from 'constructs'; void Construct;"],
    [
      'lambdas/verification/some.ts',
      "import { SQSClient } from '@aws-sdk/client-sqs'; void SQSClient;",
    ],
    ['lambdas/processor/some.ts', "import { env } from 'node:process'; void env;"],
    ['lambdas/providers/some.ts', "import { env } from 'node:process'; void env;"],
    ['bin/some.ts', "import { env } from 'node:process'; void env;"],
    ['lib/some.ts', "import { env } from 'process'; void env;"],
  ])('lets %s not say: %s', async (path, code) => {
    expect(await rulesBroken(path, code)).toEqual(['no-restricted-imports']);
  });

  it.each([
    ['bin/some.ts', 'void process.env;', 'no-restricted-properties'],
    ['bin/some.ts', "void fetch('https://example.com');", 'no-restricted-globals'],
    ['lambdas/processor/some.ts', "void fetch('https://example.com');", 'no-restricted-globals'],
    [
      'lambdas/processor/some.ts',
      "import { stages } from '../../lib/stages.ts'; void stages;",
      'import-x/no-restricted-paths',
    ],
    [
      'lambdas/providers/some.ts',
      "import { settle } from '../processor/settle.ts'; void settle;",
      'import-x/no-restricted-paths',
    ],
  ])('lets %s not say: %s', async (path, code, rule) => {
    expect(await rulesBroken(path, code)).toEqual([rule]);
  });
});
