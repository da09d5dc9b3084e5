import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** Reads the environment in a process of its own. */
function read(environment: Record<string, string>) {
  const script = `import { awsEnvironment } from './lambdas/runtime/aws-environment.ts';
    const { endpoint, ...rest } = awsEnvironment();
    const [sqs, s3, secretsmanager] = ['sqs', 's3', 'secretsmanager'].map(endpoint);
    console.log(JSON.stringify({ ...rest, sqs, s3, secretsmanager }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: environment,
  });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

const lambda = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 'shh',
};

describe('The AWS environment', () => {
  it('is what Lambda says, session token included', () => {
    expect(read({ ...lambda, AWS_SESSION_TOKEN: 'token' })).toEqual({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'shh', sessionToken: 'token' },
    });
  });

  it('has no session token where there is none', () => {
    expect(read(lambda).credentials).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'shh' });
  });

  it('knows which endpoint stands in for AWS, or for one service of it', () => {
    const endpoints = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' };
    expect(read({ ...lambda, ...endpoints })).toMatchObject({
      sqs: 'http://all',
      s3: 'http://s3',
      secretsmanager: 'http://all',
    });
  });

  it('names what is missing', () => {
    expect(read({ AWS_REGION: 'eu-central-1' })).toMatch(/AWS_ACCESS_KEY_ID is not set/);
  });
});
