/** Why no response came, as reported by the operating system or Node. */
export interface NetworkCause {
  /** For example `ECONNREFUSED`. */
  readonly code: string;
  /** Half a sentence that completes "no answer: …". */
  readonly meaning: string;
  /** Host name, or IP address and port, that was tried, if Node reports it. */
  readonly address: string | undefined;
}

/** What Node, undici and the AWS SDK set on a failed call. */
interface FailedCall {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the other side closed the connection before it answered',
  EPIPE: 'the other side closed the connection before it had read the request',
  UND_ERR_SOCKET: 'the other side closed the connection before it answered',
  ETIMEDOUT: 'no answer came in time',
  TimeoutError: 'no answer came in time',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the name server does not respond',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'there is no route to that network',
};

/**
 * The cause of a failed connection: searches the error, its `cause` and, if several addresses of a host were
 * tried, each attempt.
 *
 * @returns undefined if the error says nothing about the network
 */
export function networkCause(error: unknown): NetworkCause | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, code, cause, errors, hostname, address, port } = error as FailedCall;
  // The last attempt decides: after `::1` comes 127.0.0.1, where local servers listen.
  const attempts: unknown[] = Array.isArray(errors) ? errors.toReversed() : [];
  for (const inner of [cause, ...attempts]) {
    const found = networkCause(inner);
    if (found !== undefined) return found;
  }
  for (const known of [name, code]) {
    const meaning = typeof known === 'string' ? meanings[known] : undefined;
    if (typeof known !== 'string' || meaning === undefined) continue;
    const tried = hostname ?? (address === undefined ? undefined : `${address}:${port}`);
    return { code: known, meaning, address: typeof tried === 'string' ? tried : undefined };
  }
  return undefined;
}
