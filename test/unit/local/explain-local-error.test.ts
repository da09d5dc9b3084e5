import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { get } from 'node:http';
import { explainLocalError } from '../../../bin/local/explain-local-error.ts';
import { freePort } from '../../../bin/local/free-port.ts';
import { localToolEnvironment } from '../../../bin/local/local-aws.ts';
import { ExplainedError } from '../../../bin/terminal/explained-error.ts';

describe('an error of a local tool', () => {
  it('names address, cause and next step if the AWS endpoint is gone', async () => {
    const url = `http://localhost:${String(await freePort())}`;
    const [error] = await once(get(url), 'error').catch((thrown: unknown) => [thrown]);

    expect(explainLocalError(error, url)).toMatchObject({
      message: `The local AWS endpoint ${url} did not answer a request: nothing listens at that address (ECONNREFUSED).`,
      nextStep: expect.stringContaining('AWS_ENDPOINT_URL'),
      cause: error,
    });
  });

  it('stays as it is if it explains itself, or has nothing to do with the network', () => {
    for (const error of [
      new ExplainedError('No Python.', { nextStep: 'Install it.', cause: { code: 'ECONNRESET' } }),
      new TypeError('x is not a function'),
    ]) {
      expect(explainLocalError(error)).toBe(error);
    }
  });
});

describe('the CDK CLI of a local tool', () => {
  it('caches accounts apart from ~/.cdk, and apart for each endpoint', () => {
    const homes = ['http://localhost:4566', 'http://localhost:4570', 'http://127.0.0.1:4566'].map(
      (url) => localToolEnvironment(url)['CDK_HOME'],
    );
    expect(new Set(homes).size).toBe(3);
    for (const home of homes) expect(home).toMatch(/\/\.local\/cdk\/[\w.-]+$/);
  });
});
