import type { HttpReply } from './http-exchange.ts';

/** A call to AWS that brought nothing. Its message names service, operation and code, no payload. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /**
   * `unreachable`: no reply, 5xx or throttling, so nothing is known. `refused`: the service
   * understood, and said no.
   */
  readonly kind: 'unreachable' | 'refused';
  /** The service's own code (`ResourceNotFoundException`), or what became of the connection. */
  readonly code: string;

  constructor(kind: AwsError['kind'], operation: string, code: string, cause?: unknown) {
    super(`${operation}: ${code}`, { cause });
    this.kind = kind;
    this.code = code;
  }
}

/** Reads why a service did not do what it was asked. */
export function errorOfReply(operation: string, reply: HttpReply): AwsError {
  const code = errorCode(reply) ?? `HTTP ${reply.status}`;
  const transient = reply.status >= 500 || reply.status === 429 || throttled.test(code);
  return new AwsError(transient ? 'unreachable' : 'refused', operation, code);
}

const throttled = /throttl|TooManyRequests|SlowDown|RequestLimitExceeded|RequestTimeout$/i;

/** JSON services say it in a header or in `__type`, with a namespace before `#`; S3 in XML. */
function errorCode({ headers, body }: HttpReply): string | undefined {
  const header = headers['x-amzn-errortype'];
  const text = body.toString('utf8', 0, 2_000);
  const raw =
    (typeof header === 'string' ? header : undefined) ??
    /"__type"\s*:\s*"([^"]*)"/.exec(text)?.[1] ??
    /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  return raw && /([A-Za-z][\w.]{0,80})(?::.*)?$/.exec(raw.replace(/^.*#/, ''))?.[1];
}
