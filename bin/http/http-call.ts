import * as http from 'node:http';
import * as https from 'node:https';
import { NoAnswerError } from './no-answer-error.ts';

export interface HttpCall {
  /** @default 'GET' */
  readonly method?: string;
  /** @default only what Node adds */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default no body */
  readonly body?: Uint8Array | string;
  /** Ends the wait for a response. @default none */
  readonly signal?: AbortSignal;
  /** What the user does if no response comes. */
  readonly nextStep: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const connections = {
  keepAlive: false,
  // Node's default of 250 ms is too short for the first address of a host when the machine is busy.
  autoSelectFamilyAttemptTimeout: 10_000,
} as const;
const httpAgent = new http.Agent(connections);
const httpsAgent = new https.Agent(connections);

/**
 * One request on a connection of its own. The local tools wait for minutes between calls; a connection
 * kept open for that long may be closed by the other side just as the next request goes out.
 * Redirects are not followed.
 *
 * @throws NoAnswerError if the connection fails or ends before the answer is complete
 */
export async function httpCall(url: string, call: HttpCall): Promise<HttpAnswer> {
  const { method = 'GET', headers = {}, body, signal, nextStep } = call;
  try {
    return await new Promise<HttpAnswer>((resolve, reject) => {
      const options = { method, headers, ...(signal !== undefined && { signal }) };
      const sent = url.startsWith('https:')
        ? https.request(url, { ...options, agent: httpsAgent })
        : http.request(url, { ...options, agent: httpAgent });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
        });
      });
      sent.end(body);
    });
  } catch (error) {
    throw new NoAnswerError({ method, url, nextStep }, signal?.reason ?? error);
  }
}
