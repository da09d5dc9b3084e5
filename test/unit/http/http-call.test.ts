import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { httpCall } from '../../../bin/http/http-call.ts';
import { NoAnswerError } from '../../../bin/http/no-answer-error.ts';
import { freePort } from '../../../bin/local/free-port.ts';

const nextStep = 'Start the server.';
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a call of a local tool', () => {
  it('sends method, headers and body, and returns status and bytes', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url: path, headers } = request;
        response.writeHead(418);
        response.end(`${method} ${path} ${headers['x-note']} ${Buffer.concat(chunks).toString()}`);
      });
    });
    const headers = { 'x-note': 'hello' };
    const answer = await httpCall(`${url}/a?b=%20`, {
      ...{ method: 'POST', headers, body: 'text', nextStep },
    });
    expect(answer.status).toBe(418);
    expect(answer.body.toString()).toBe('POST /a?b=%20 hello text');
  });

  it('never reuses a connection, so none can be stale', async () => {
    const sockets = new Set<Socket>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    for (let call = 0; call < 3; call += 1) await httpCall(url, { nextStep });
    expect(sockets.size).toBe(3);
  });

  it('names method, address, cause and next step if nothing listens there', async () => {
    const url = `http://localhost:${await freePort()}/plan`;
    const failure = await httpCall(url, { method: 'PUT', nextStep }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NoAnswerError);
    expect(failure).toMatchObject({
      code: 'ECONNREFUSED',
      message: `PUT ${url} got no answer: nothing listens at that address (ECONNREFUSED).`,
      nextStep,
    });
  });

  it('says so if the other side hangs up instead of answering', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(httpCall(url, { nextStep })).rejects.toThrow(
      `GET ${url} got no answer: the other side closed the connection before it answered (ECONNRESET).`,
    );
  });

  it('says so if the response breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    await expect(httpCall(url, { nextStep })).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('says so if no response comes in time', async () => {
    const url = await serve(() => undefined);
    const failure = httpCall(url, { nextStep, signal: AbortSignal.timeout(50) });
    await expect(failure).rejects.toThrow('no answer came in time (TimeoutError)');
  });

  it('says so if the host name does not resolve', async () => {
    const failure = httpCall('http://upstream.invalid/', { nextStep });
    await expect(failure).rejects.toThrow(/\((ENOTFOUND|EAI_AGAIN)\)/);
  });
});
