import * as https from 'node:https';

/**
 * Importing `node:http` into an ES module touches each of its exports, `WebSocket` among them, which
 * loads undici: 28 ms of CPU at a cold start. `node:https` has no such export.
 */
const http = process.getBuiltinModule('node:http');

export interface HttpExchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ExchangeLimits {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** Until the last byte of the reply. */
  readonly totalMs: number;
}

/** No reply, or not a whole one. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError';
  /** The connection had been kept from an earlier request: its peer may have closed it meanwhile. */
  readonly onKeptConnection: boolean;
  constructor(message: string, options: { onKeptConnection: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.onKeptConnection = options.onKeptConnection;
  }
}

const keepAlive = { keepAlive: true } as const;
const plain = { request: http.request, agent: new http.Agent(keepAlive) };
const secured = { request: https.request, agent: new https.Agent(keepAlive) };

/**
 * One request and its whole reply, on a kept connection where there is one. Whatever way it ends, no
 * byte of it is sent afterwards.
 *
 * @throws NoReplyError, or the signal's reason once it aborts.
 */
export function exchange(
  { method, url, headers, body }: HttpExchange,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const secure = url.protocol === 'https:';
    const { request: open, agent } = secure ? secured : plain;
    const request = open(url, { method, headers, agent });
    const fail = (message: string, cause?: unknown) => {
      const onKeptConnection = request.reusedSocket;
      end(() => reject(new NoReplyError(message, { onKeptConnection, cause })));
      request.destroy();
    };
    const abort = () => {
      end(() => reject(signal.reason));
      request.destroy();
    };
    const total = setTimeout(() => fail(`no reply within ${limits.totalMs} ms`), limits.totalMs);
    const connect = setTimeout(
      () => fail(`no connection within ${limits.connectMs} ms`),
      limits.connectMs,
    );
    const end = (conclude: () => void) => {
      clearTimeout(total);
      clearTimeout(connect);
      signal.removeEventListener('abort', abort);
      conclude();
    };

    signal.addEventListener('abort', abort, { once: true });
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
    request.on('socket', (socket) => {
      const connected = () => clearTimeout(connect);
      if (!socket.connecting) connected();
      else socket.once(secure ? 'secureConnect' : 'connect', connected);
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
      response.on('end', () =>
        end(() =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        ),
      );
    });
    request.end(body);
  });
}
