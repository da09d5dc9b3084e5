import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../bin/local/free-port.ts';
import { findEndpoint } from '../../../bin/local/local-endpoint.ts';
import { probeEndpoint } from '../../../bin/local/probe-endpoint.ts';

const identity = `<GetCallerIdentityResponse><Account>000000000000</Account></GetCallerIdentityResponse>`;

async function withServer(answers: Record<string, string>, use: (url: string) => Promise<void>) {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('what answers at an address', () => {
  it('is nobody where the connection is refused', async () => {
    expect(await probeEndpoint(`http://localhost:${await freePort()}`)).toEqual({ kind: 'silent' });
  });

  it('is out of reach where no such host is', async () => {
    const url = 'http://nobody.invalid:4566';
    expect(await probeEndpoint(url)).toMatchObject({ kind: 'unreachable' });
    await expect(findEndpoint(url)).rejects.toThrow(`${url} cannot be used: `);
  });

  it('is an AWS endpoint where it tells who is calling', async () => {
    const health = '{"version":"4.9.0","edition":"pro"}';
    await withServer({ '/': identity, '/_localstack/health': health }, async (url) => {
      expect(await probeEndpoint(url)).toEqual({
        kind: 'aws',
        account: '000000000000',
        product: 'LocalStack 4.9.0',
      });
    });
  });

  it('is something else where it answers anything else', async () => {
    await withServer({ '/': '<html>Hello</html>' }, async (url) => {
      expect(await probeEndpoint(url)).toEqual({ kind: 'stranger', saw: 'status 200' });
      await expect(findEndpoint(url)).rejects.toThrow('it is not an AWS endpoint');
    });
  });

  it('is not asked where it is AWS itself', async () => {
    await expect(findEndpoint('https://sqs.eu-west-1.amazonaws.com')).rejects.toThrow('AWS itself');
  });
});
