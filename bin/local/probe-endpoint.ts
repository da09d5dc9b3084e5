import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
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
    const response = await fetch(new URL('/', url), {
      method: 'POST',
      headers,
      body: callerIdentity,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    const account = /<Account>(\d{12})<\/Account>/.exec(text)?.[1];
    if (account === undefined) return { kind: 'stranger', saw: `status ${response.status}` };
    return { kind: 'aws', account, product: await productAt(url) };
  } catch (error) {
    return meaningOf(error);
  }
}

function meaningOf(error: unknown): Probe {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') {
    return { kind: 'unreachable', why: `no answer within ${patienceMs / 1_000} s` };
  }
  if (cause?.code === 'ECONNREFUSED') return { kind: 'silent' };
  return { kind: 'unreachable', why: cause?.code ?? message };
}

/** MiniStack and LocalStack answer the same health path; only LocalStack names no `iot_mtls`. */
async function productAt(url: URL): Promise<string> {
  try {
    const response = await fetch(new URL('/_localstack/health', url), {
      signal: AbortSignal.timeout(patienceMs),
    });
    const health = (await response.json()) as Record<string, unknown>;
    const name = 'iot_mtls' in health ? 'MiniStack' : 'LocalStack';
    return typeof health['version'] === 'string' ? `${name} ${health['version']}` : name;
  } catch {
    return 'an AWS-compatible endpoint';
  }
}
