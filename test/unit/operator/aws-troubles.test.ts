import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../../bin/local/free-port.ts';
import { explainAwsError } from '../../../bin/stage/explain-aws-error.ts';
import { startBreakwater } from '../../support/run-breakwater.ts';

/** AWS as it answers a session that is over. */
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' }).end(
      JSON.stringify({
        __type: 'com.amazon.coral.service#ExpiredTokenException',
        message: 'The security token included in the request is expired',
      }),
    );
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** A machine on which nobody has set up anything for AWS. */
const bare = {
  AWS_ENDPOINT_URL: undefined,
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_CONFIG_FILE: '/none/config',
  AWS_SHARED_CREDENTIALS_FILE: '/none/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const region = { AWS_REGION: 'eu-west-1' };
const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

async function status(surroundings: Record<string, string | undefined>) {
  return startBreakwater(['status', '--stage', 'prod'], { ...bare, ...surroundings }).ended;
}

describe('an operator’s command that cannot reach its stage on AWS', () => {
  it('says that no region is set', async () => {
    expect(await status({})).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(/^Stage "prod" is .* no region is set\.\n {2}Set AWS_REGION, /),
    });
  });

  it('says that there are no credentials, and for which profile', async () => {
    const { status: exit, err } = await status({ ...region, AWS_PROFILE: 'shop' });
    expect(exit).toBe(1);
    expect(err).toMatch(/^Stage "prod" is .* no credentials to use \(AWS_PROFILE is "shop"\): /);
    expect(err).toContain('\n  Set AWS_PROFILE and sign in (`aws sso login`)');
  });

  it('says that a session is over', async () => {
    const { port } = server.address() as AddressInfo;
    const answering = { AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${String(port)}` };
    expect(await status({ ...region, ...keys, ...answering })).toMatchObject({
      status: 1,
      err:
        'The credentials for AWS in eu-west-1 have expired.\n' +
        '  Sign in again (`aws sso login`), or renew the session in the AWS_* variables.\n',
    });
  });

  it('says that nothing answers', async () => {
    const silent = { AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${String(await freePort())}` };
    expect(await status({ ...region, ...keys, ...silent })).toMatchObject({
      status: 1,
      err: expect.stringMatching(
        /^127\.0\.0\.1:\d+ does not answer \(nothing listens at that address, ECONNREFUSED\)\.\n {2}Is the region right \(eu-west-1\)/,
      ),
    });
  });
});

describe('an error of AWS', () => {
  const surroundings = {
    stage: 'prod',
    region: 'eu-west-1',
    profile: undefined,
    endpointUrl: undefined,
  };
  const named = (name: string, message: string, facts = {}) =>
    Object.assign(new Error(message), { name, ...facts });

  it.each([
    [named('InvalidClientTokenId', 'The token is invalid.'), 'does not know these credentials'],
    [named('SignatureDoesNotMatch', 'The signature'), 'clock of this machine'],
    [named('AccessDenied', 'User: arn:x is not authorized'), 'may not do that'],
    [named('ResourceNotFoundException', 'Requested resource'), 'deploy -- -c stage=prod'],
    [named('QueueDoesNotExist', 'The queue'), 'is not there in AWS in eu-west-1'],
    [
      named('TimeoutError', 'Socket timed out'),
      'does not answer (no answer came in time, TimeoutError)',
    ],
    [named('Error', 'getaddrinfo', { code: 'ENOTFOUND', hostname: 'sqs.x' }), 'sqs.x does not'],
    [named('ThrottlingException', 'Rate exceeded'), 'Try again in a minute.'],
    [named('InternalError', 'We are sorry', { $fault: 'server' }), 'could not do it now'],
  ])('is explained: %s', (error, words) => {
    const explained = explainAwsError(error, surroundings);
    expect(`${String(explained?.message)}\n${String(explained?.nextStep)}`).toContain(words);
    expect(explained?.cause).toBe(error);
  });

  it('that nobody has foreseen stays a surprise, with all that it says', () => {
    expect(explainAwsError(new TypeError('x is not a function'), surroundings)).toBeUndefined();
  });
});
