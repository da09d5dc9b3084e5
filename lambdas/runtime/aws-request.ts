import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsEnvironment, AwsService } from './aws-environment.ts';
import { AwsError, errorOfReply } from './aws-error.ts';
import { awsUrl, type AwsAddress } from './aws-url.ts';
import type { Clock, Random } from './clock.ts';
import { exchange, NoReplyError, type ExchangeLimits, type HttpReply } from './http-exchange.ts';
import { Sha256 } from './sha256.ts';

export interface AwsRequest extends AwsAddress {
  /** For error messages: `SendMessage`. */
  readonly operation: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * @throws AwsError once all attempts are used, or at once if the service refused
 * @throws the signal's reason as soon as it aborts
 */
export type CallAws = (
  request: AwsRequest,
  signal: AbortSignal,
  limits?: Partial<AwsLimits>,
) => Promise<HttpReply>;

export interface AwsLimits extends ExchangeLimits {
  /** Attempts in all, the first included. */
  readonly attempts: number;
}

/** AWS answers these calls in tens of milliseconds; who is slower than this has a bad host behind it. */
const defaultLimits: AwsLimits = { connectMs: 1_000, totalMs: 2_500, attempts: 3 };

/** Upper bound of the first pause between attempts; it doubles, and the pause is drawn below it. */
const pauseMs = 50;

/**
 * Calls AWS with the SDK's signer over node:https. The SDK's clients do the same in fifty times the
 * code, all of which the first webhook after a cold start would wait for (docs/adr).
 */
export function awsCaller(deps: {
  readonly environment: AwsEnvironment;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<AwsLimits>;
}): CallAws {
  const { environment, clock, random } = deps;
  const signers = new Map<AwsService, SignatureV4>();

  const signerOf = (service: AwsService) => {
    const signer = signers.get(service) ?? newSigner(service, environment);
    signers.set(service, signer);
    return signer;
  };

  const attempt = async (request: AwsRequest, limits: ExchangeLimits, signal: AbortSignal) => {
    const url = awsUrl(request, environment);
    const signed = await signerOf(request.service).sign(
      {
        method: request.method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: {
          ...request.headers,
          host: url.host,
          'content-length': String(request.body.length),
        },
        body: request.body,
      },
      { signingDate: new Date(clock.now()) },
    );
    return exchange({ ...request, url, headers: signed.headers }, limits, signal);
  };

  return async (request, signal, callLimits) => {
    const limits = { ...defaultLimits, ...deps.limits, ...callLimits };
    for (let tried = 1; ; tried++) {
      const result = await settled(request.operation, attempt(request, limits, signal));
      if (!(result instanceof AwsError)) return result;
      if (result.kind === 'refused' || tried >= limits.attempts) throw result;
      // A kept connection that its peer closed while this environment was frozen says nothing about AWS.
      if (!isStaleConnection(result))
        await clock.sleep(random() * pauseMs * 2 ** (tried - 1), signal);
    }
  };
}

function newSigner(service: AwsService, { region, credentials }: AwsEnvironment): SignatureV4 {
  const s3 = service === 's3';
  return new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: s3,
    uriEscapePath: !s3,
  });
}

async function settled(
  operation: string,
  attempted: Promise<HttpReply>,
): Promise<HttpReply | AwsError> {
  try {
    const reply = await attempted;
    return reply.status < 300 ? reply : errorOfReply(operation, reply);
  } catch (error) {
    if (!(error instanceof NoReplyError)) throw error;
    return new AwsError('unreachable', operation, error.message, error);
  }
}

function isStaleConnection({ cause }: AwsError): boolean {
  return cause instanceof NoReplyError && cause.onKeptConnection;
}
