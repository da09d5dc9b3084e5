import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** How the server deals with one request, after it has read it. */
export type Reaction = (exchange: Exchange) => void | Promise<void>;

export interface Exchange {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** Counts that the upstream did what it was asked to. */
  act(): void;
}

/** A real HTTP server on loopback that misbehaves as told. */
export interface UpstreamServer {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** How often it did what it was asked to. */
  readonly effects: number;
  readonly connections: number;
  /** Reactions to the next requests; the last one stays. */
  script(...reactions: [Reaction, ...Reaction[]]): void;
  close(): Promise<void>;
}

export async function startUpstream(
  ...reactions: [Reaction, ...Reaction[]]
): Promise<UpstreamServer> {
  let queue = [...reactions];
  let effects = 0;
  let connections = 0;
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks),
      };
      requests.push(request);
      const reaction = queue.length > 1 ? queue.shift() : queue[0];
      void reaction?.({ request, response, socket: incoming.socket, act: () => (effects += 1) });
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get effects() {
      return effects;
    },
    get connections() {
      return connections;
    },
    script(...next) {
      queue = [...next];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON, after acting. */
export function acts(json: unknown = { id: 1 }, status = 200): Reaction {
  return ({ response, act }) => {
    act();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  };
}

/** Answers a status without acting. */
export function refuses(
  status: number,
  headers: Record<string, string> = {},
  body = 'no',
): Reaction {
  return ({ response }) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Acts, then does something else than to say so. */
export function actsThen(reaction: Reaction): Reaction {
  return (exchange) => {
    exchange.act();
    return reaction(exchange);
  };
}
