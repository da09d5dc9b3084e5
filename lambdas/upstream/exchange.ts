import type { Dispatcher } from 'undici';
import type { Clock } from '../runtime/clock.ts';
import type { ConnectionPools } from './connection-pools.ts';
import { decodeContent } from './decode-content.ts';
import { Patience } from './patience.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly connectMs: number;
  /** For the first byte of the response, and again between any two. */
  readonly readMs: number;
  /** From now to the last byte. */
  readonly totalMs: number;
  readonly responseLimitBytes: number;
  /**
   * False where nobody could tell a connection that the other side closed just now from a request that was
   * lost: it then goes out on a connection of its own.
   * @default true
   */
  readonly keepAlive?: boolean;
}

export type ExchangeResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Lower-case names; a repeated header is joined by ", ". */
      readonly headers: Readonly<Record<string, string>>;
      /** Decoded, without content codings. */
      readonly body: Buffer;
      /** True if the body, encoded or decoded, exceeds the limit and must not be read. */
      readonly tooLong: boolean;
    }
  | {
      readonly kind: 'broken';
      /** False only where not a byte of the request was written. */
      readonly sent: boolean;
      /** Status, where the answer broke off after its headers. */
      readonly status: number | undefined;
      /** Of the answer that broke off; none where none began. */
      readonly headers: Readonly<Record<string, string>>;
      /** Short and stable, for logs: `ECONNREFUSED`, `READ_TIMEOUT` … */
      readonly code: string;
      readonly cause: Error;
    };

/** One request and its response, or what came between. Never throws, never repeats, follows nothing. */
export async function exchange(
  request: HttpRequest,
  pools: ConnectionPools,
  clock: Clock,
): Promise<ExchangeResult> {
  const { url, connectMs, keepAlive = true } = request;
  const borrowed = pools.borrow(url.origin, connectMs, keepAlive, clock.now());
  const patience = new Patience(request, clock);
  try {
    return await new Promise<ExchangeResult>((resolve) => {
      const handler = new ExchangeHandler(request.responseLimitBytes, patience, resolve);
      borrowed.pool.dispatch(dispatchOptions(request), handler);
      patience.runsOut().then(
        (timeout) => handler.giveUp(timeout),
        () => undefined,
      );
    });
  } finally {
    patience.end();
    await borrowed.giveBack(clock.now());
  }
}

function dispatchOptions(request: HttpRequest): Dispatcher.DispatchOptions {
  return {
    method: request.method,
    path: request.url.pathname + request.url.search,
    headers: { ...request.headers },
    body: request.body ?? null,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #limitBytes: number;
  readonly #patience: Patience;
  readonly #resolve: (result: ExchangeResult) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: Error | undefined;
  #status: number | undefined;
  #headers: Readonly<Record<string, string>> = {};

  constructor(limitBytes: number, patience: Patience, resolve: (result: ExchangeResult) => void) {
    this.#limitBytes = limitBytes;
    this.#patience = patience;
    this.#resolve = resolve;
  }

  giveUp(reason: Error): void {
    this.#givenUp ??= reason;
    if (this.#controller) this.#controller.abort(reason);
    else this.#break(reason);
  }

  /** undici calls it when a connection stands, right before it writes the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#givenUp) return controller.abort(this.#givenUp);
    // undici may put a request that it had written back into its queue; only one layer retries.
    if (this.#controller) return controller.abort(new Error('Not sent a second time'));
    this.#controller = controller;
    this.#patience.progress();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#patience.progress();
    if (status < 200) return;
    this.#status = status;
    this.#headers = singleValues(headers);
    if (Number(this.#headers['content-length']) > this.#limitBytes) this.#cutOff(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#patience.progress();
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limitBytes) this.#cutOff(controller);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#answer(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#break(error);
  }

  #cutOff(controller: Dispatcher.DispatchController): void {
    this.#answer(true);
    controller.abort(new Error(`Longer than ${this.#limitBytes} bytes`));
  }

  #answer(cutOff: boolean): void {
    const raw = Buffer.concat(this.#chunks);
    const encoding = this.#headers['content-encoding'] ?? '';
    const decoded = cutOff ? undefined : decodeContent(raw, encoding, this.#limitBytes);
    this.#resolve({
      kind: 'response',
      status: this.#status ?? 0,
      headers: this.#headers,
      // If the decoded body exceeds the limit, none of it is read.
      body: decoded?.kind === 'content' ? decoded.body : cutOff ? raw : Buffer.alloc(0),
      tooLong: decoded?.kind !== 'content',
    });
  }

  #break(cause: Error): void {
    this.#resolve({
      kind: 'broken',
      sent: this.#controller !== undefined,
      status: this.#status,
      headers: this.#headers,
      code: codeOf(cause),
      cause,
    });
  }
}

function singleValues(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** Node keeps the codes of single addresses inside an AggregateError. */
function codeOf(error: Error & { code?: unknown; errors?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  const [first] = Array.isArray(error.errors) ? (error.errors as Error[]) : [];
  return first ? codeOf(first) : error.name;
}
