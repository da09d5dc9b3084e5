import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { refuses, type Reaction } from './upstream-server.ts';

/** One way to misbehave. */
export interface Fault {
  readonly name: string;
  /** What the HTTP server does with a request that it has read… */
  readonly reaction?: Reaction;
  /** …or what stands in its place. */
  readonly place?: () => Promise<Place>;
}

export interface Place {
  readonly url: string;
  close(): Promise<void>;
}

const json = { 'content-type': 'application/json' };

function acted(name: string, reaction: Reaction): Fault {
  return {
    name,
    reaction: (exchange) => {
      exchange.act();
      return reaction(exchange);
    },
  };
}

function status(code: number, headers: Record<string, string> = {}, note = ''): Fault {
  return { name: `${code}${note}`, reaction: refuses(code, headers) };
}

/** Every way an upstream can misbehave that the guide or we could think of. */
export const faults: readonly Fault[] = [
  { name: 'connection refused', place: closedPort },
  {
    name: 'DNS failure',
    place: async () => ({ url: 'https://no-such-host.invalid', close: async () => undefined }),
  },
  { name: 'TLS failure', place: () => rawServer('https', (socket) => socket.end('no TLS here')) },
  { name: 'connect hangs', place: () => rawServer('https', () => undefined) },
  {
    name: 'resets while the request is read',
    place: () => rawServer('http', (socket) => socket.once('data', () => socket.resetAndDestroy())),
  },
  acted('acts, then resets', ({ socket }) => void socket.resetAndDestroy()),
  acted('acts, then closes', ({ socket }) => void socket.destroy()),
  acted('acts, headers never come', () => undefined),
  acted('acts, body never comes', ({ response }) => {
    response.writeHead(200, { ...json, 'content-length': '10' }).flushHeaders();
  }),
  acted('acts, body drips for ever', ({ response, socket }) => {
    response.writeHead(200, json);
    const drip = setInterval(() => response.write(' '), 40);
    socket.on('close', () => clearInterval(drip));
  }),
  acted('acts, body breaks off', ({ response, socket }) => {
    response.writeHead(200, { ...json, 'content-length': '10' });
    response.write('{"id":', () => socket.destroy());
  }),
  acted('acts, JSON is cut', ({ response }) => void response.writeHead(200, json).end('{"id":')),
  acted('acts, answer is too long', ({ response }) => {
    response.writeHead(200, json).end(`{"id":7,"x":"${'x'.repeat(3_000)}"}`);
  }),
  acted('acts, answer is empty', ({ response }) => void response.writeHead(200, json).end()),
  acted('acts, answer has another shape', ({ response }) => {
    response.writeHead(200, json).end('{"identity":7}');
  }),
  {
    name: 'HTML with 200',
    reaction: refuses(200, { 'content-type': 'text/html' }, '<html>We are down</html>'),
  },
  { name: 'redirects in a loop', reaction: refuses(308, { location: '/contacts' }) },
  status(301, { location: 'https://elsewhere.example/' }),
  status(302, { location: 'https://elsewhere.example/' }),
  status(303, { location: 'https://elsewhere.example/' }),
  status(307, { location: 'https://elsewhere.example/' }),
  ...[400, 401, 403].map((code) => status(code)),
  status(403, { 'retry-after': '60' }, ', Retry-After 1 min'),
  status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }, ', no requests left'),
  ...[404, 405, 408, 409, 410, 413, 415, 422].map((code) => status(code)),
  {
    name: '422, body breaks off',
    reaction: ({ response, socket }) => {
      response.writeHead(422, { ...json, 'content-length': '10' });
      response.write('{"no":', () => socket.destroy());
    },
  },
  status(423),
  status(423, { 'retry-after': '60' }, ', Retry-After 1 min'),
  status(425),
  status(430, { 'retry-after': '60' }, ', Retry-After 1 min'),
  status(429),
  status(429, { 'retry-after': '1' }, ', Retry-After 1 s'),
  status(429, { 'retry-after': '3600' }, ', Retry-After 1 h'),
  status(429, { 'retry-after': '299.997' }, ', Retry-After 299.997 s'),
  status(
    429,
    { 'retry-after': 'Thu, 01 Jan 2026 01:00:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
    ', Retry-After as a date',
  ),
  status(429, { 'retry-after': '99999999999' }, ', Retry-After 3,000 years'),
  status(429, { 'retry-after': '0' }, ', Retry-After 0'),
  status(429, { 'retry-after': 'soon' }, ', Retry-After unreadable'),
  {
    name: '429, Retry-After 1 min, body never comes',
    reaction: ({ response }) => {
      response.writeHead(429, { 'retry-after': '60', 'content-length': '10' }).flushHeaders();
    },
  },
  acted('500', refuses(500)),
  status(501),
  acted('502', refuses(502)),
  acted('503', refuses(503)),
  status(503, { 'retry-after': '60' }, ', Retry-After 1 min'),
  acted('503, Retry-After unreadable', refuses(503, { 'retry-after': 'soon' })),
  acted('504', refuses(504)),
  acted('529', refuses(529)),
  status(529, { 'retry-after': '60' }, ', Retry-After 1 min'),
];

async function closedPort(): Promise<Place> {
  const place = await rawServer('http', () => undefined);
  await place.close();
  return { ...place, close: async () => undefined };
}

async function rawServer(
  protocol: 'http' | 'https',
  onConnection: (socket: Socket) => void,
): Promise<Place> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
