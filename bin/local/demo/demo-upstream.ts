import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpCall } from '../../http/http-call.ts';
import { UpstreamJournal, type PlannedAnswer } from './upstream-journal.ts';

/** Paths below it steer and show the demo upstream; every other POST is a call to count. */
export const controlPath = '/_demo';

const smallBodyBytes = 64 * 1_024;
const strangerAnswersWithinMs = 5_000;

export interface RunningUpstream {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DemoUpstreamOptions {
  /** @default 4580, or any free port if something else listens there */
  readonly port?: number;
  /** Host name in the URL, as Lambdas reach this machine. @default 127.0.0.1, and listens there only */
  readonly host?: string;
  /** URL of the AWS endpoint whose stage calls this upstream. @default none: it is never shared */
  readonly endpoint?: string;
}

/**
 * A stand-in for the API that events are forwarded to. It counts what it does for each key.
 *
 * Another `npm start` may already run one at the usual port. It is shared if it serves the same AWS endpoint,
 * because both runs then deploy the same stage, which calls one address. A run at another endpoint starts
 * its own, because it would lose a shared one as soon as the other run ends.
 */
export async function startDemoUpstream(
  options: DemoUpstreamOptions = {},
): Promise<RunningUpstream> {
  const { host = '127.0.0.1', port = 4_580, endpoint } = options;
  const journal = new UpstreamJournal();
  const server = createServer((request, response) => {
    // A caller that was killed while it sent is no request.
    serve(journal, endpoint, request, response).catch(() => response.destroy());
  });
  const bind = host === '127.0.0.1' ? host : '0.0.0.0';
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, bind, () => {
        server.off('error', reject);
        resolve();
      });
    });
  const ownUrl = `http://${host}:${port}`;
  try {
    await listen(port);
  } catch {
    if (endpoint !== undefined && (await endpointServedAt(ownUrl)) === endpoint) {
      return { url: ownUrl, close: () => Promise.resolve() };
    }
    await listen(0);
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The AWS endpoint of the demo upstream at `url`; undefined if something else listens there. */
async function endpointServedAt(url: string): Promise<string | undefined> {
  try {
    const { body } = await httpCall(`${url}${controlPath}/endpoint`, {
      signal: AbortSignal.timeout(strangerAnswersWithinMs),
      nextStep: `Free port ${new URL(url).port}.`,
    });
    return (JSON.parse(body.toString()) as { endpoint?: string }).endpoint;
  } catch {
    return undefined;
  }
}

async function serve(
  journal: UpstreamJournal,
  endpoint: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = await readBody(request);
  const path = new URL(request.url ?? '/', 'http://upstream').pathname;
  if (request.method === 'GET' && path === `${controlPath}/requests`) {
    answerJson(response, 200, journal.requests);
  } else if (request.method === 'GET' && path === `${controlPath}/endpoint`) {
    answerJson(response, 200, { endpoint });
  } else if (request.method === 'PUT' && path === `${controlPath}/plan`) {
    const plan = JSON.parse(body.toString()) as { path: string; answers: PlannedAnswer[] };
    journal.plan(plan.path, plan.answers);
    answerJson(response, 200, plan);
  } else if (request.method === 'PUT' && path === `${controlPath}/down`) {
    const { path: below, down } = JSON.parse(body.toString()) as { path: string; down: boolean };
    journal.setDown(below, down);
    answerJson(response, 200, {});
  } else if (request.method === 'GET') {
    answerJson(response, 200, countByPath(journal));
  } else {
    call(journal, request, path, body, response);
  }
}

function call(
  journal: UpstreamJournal,
  request: IncomingMessage,
  path: string,
  body: Buffer,
  response: ServerResponse,
): void {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const answer = journal.take({
    at: Date.now(),
    path,
    headers,
    key: headers['idempotency-key'] ?? headers['webhook-id'] ?? '',
    bodyBytes: body.length,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    bodyText: body.length <= smallBodyBytes ? body.toString() : undefined,
  });
  if (answer.hangs === true) return;
  if (answer.resets === true) return void request.socket.destroy();
  if (answer.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', answer.retryAfterSeconds);
  }
  const status = answer.status ?? 200;
  answerJson(
    response,
    status,
    status < 300 ? { id: `${path.slice(1)}-${journal.requests.length}` } : {},
  );
}

function countByPath(journal: UpstreamJournal) {
  const byPath = Object.groupBy(journal.requests, (request) => request.path);
  return Object.fromEntries(
    Object.entries(byPath).map(([path, requests = []]) => [
      path,
      { requests: requests.length, effects: requests.filter(({ effect }) => effect).length },
    ]),
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
