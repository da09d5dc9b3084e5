import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { httpCall } from '../http/http-call.ts';
import type { NoAnswerError } from '../http/no-answer-error.ts';
import { localCredentials, localRegion } from './local-aws.ts';

export type Probe =
  /** Nobody listens there. */
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'aws';
      /** For example `MiniStack 1.5.33`. */
      readonly product: string;
      readonly account: string;
    }
  /** Nothing came back: no such host, no way there, or no answer in time. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** Somebody listens, but it is not an AWS endpoint that takes test credentials. */
  | { readonly kind: 'stranger'; readonly saw: string };

/** A local endpoint that deploys at the same time on a small machine may need seconds. */
const patienceMs = 10_000;
const nextStep = 'Check AWS_ENDPOINT_URL and what listens there.';
const callerIdentity = 'Action=GetCallerIdentity&Version=2011-06-15';

/** Finds out who answers at `endpointUrl`, by the one signed call that changes nothing anywhere. */
export async function probeEndpoint(endpointUrl: string): Promise<Probe> {
  const url = new URL(endpointUrl);
  const signer = new SignatureV4({
    service: 'sts',
    region: localRegion,
    credentials: localCredentials,
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port) || undefined,
    path: '/',
    query: {},
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body: callerIdentity,
  });
  try {
    const { status, body } = await httpCall(new URL('/', url).href, {
      method: 'POST',
      headers,
      body: callerIdentity,
      signal: AbortSignal.timeout(patienceMs),
      nextStep,
    });
    const account = /<Account>(\d{12})<\/Account>/.exec(body.toString())?.[1];
    if (account === undefined) return { kind: 'stranger', saw: `status ${status}` };
    return { kind: 'aws', account, product: await productAt(url) };
  } catch (error) {
    return meaningOf(error);
  }
}

function meaningOf(error: unknown): Probe {
  const { code, why } = error as NoAnswerError;
  if (code === 'TimeoutError') {
    return { kind: 'unreachable', why: `no answer within ${patienceMs / 1_000} s` };
  }
  if (code === 'ECONNREFUSED') return { kind: 'silent' };
  return { kind: 'unreachable', why };
}

/** MiniStack and LocalStack answer the same health path; only LocalStack names no `iot_mtls`. */
async function productAt(url: URL): Promise<string> {
  try {
    const { body } = await httpCall(new URL('/_localstack/health', url).href, {
      signal: AbortSignal.timeout(patienceMs),
      nextStep,
    });
    const health = JSON.parse(body.toString()) as Record<string, unknown>;
    const name = 'iot_mtls' in health ? 'MiniStack' : 'LocalStack';
    return typeof health['version'] === 'string' ? `${name} ${health['version']}` : name;
  } catch {
    return 'an AWS-compatible endpoint';
  }
}
