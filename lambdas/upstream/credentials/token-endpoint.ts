import type { OAuthCredential } from '../../contract/credentials.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ConnectionPools } from '../connection-pools.ts';
import { exchange } from '../exchange.ts';
import { isLoopback } from '../loopback.ts';
import { askedWaitMs } from '../rate-limit.ts';
import { clientProof } from './client-authentication.ts';
import { credentialFields, secretFields } from './secret-fields.ts';
import type { Secret } from './secret-reader.ts';
import { readTokenResponse, type TokenResponse } from './token-response.ts';

export type TokenAnswer = TokenResponse & {
  /** HTTP status, if there was a response. */
  readonly status: number | undefined;
  /** Milliseconds that the endpoint asks to wait. */
  readonly retryAfterMs: number | undefined;
};

export interface TokenRequest {
  readonly credential: OAuthCredential;
  readonly secret: Secret;
  /** The rotated refresh token, if there is one; otherwise the one in the secret is used. */
  readonly refreshToken: string | undefined;
  readonly totalMs: number;
}

const responseLimitBytes = 1_000_000;
const connectMs = 3_000;

/**
 * One request to a token endpoint.
 * @throws CredentialError if the secret does not hold what the grant needs.
 */
export async function requestToken(
  request: TokenRequest,
  wire: { readonly pools: ConnectionPools; readonly clock: Clock },
): Promise<TokenAnswer> {
  const { credential, totalMs } = request;
  const url = new URL(credential.tokenUrl);
  if (url.protocol !== 'https:' && !isLoopback(url)) {
    throw new TypeError(`${credential.tokenUrl} would send the client's secret unencrypted.`);
  }
  const { headers, form } = tokenForm(request);
  const result = await exchange(
    {
      method: 'POST',
      url,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'breakwater',
        ...headers,
      },
      body: Buffer.from(form.toString()),
      ...{ connectMs, totalMs, readMs: totalMs, responseLimitBytes },
    },
    wire.pools,
    wire.clock,
  );
  const { status } = result;
  const retryAfterMs = askedWaitMs(status, result.headers, wire.clock.now());
  if (result.kind === 'response') {
    return { ...readTokenResponse(result.status, result.body), status, retryAfterMs };
  }
  const { code } = result;
  return { kind: 'unavailable', code, refreshToken: undefined, status, retryAfterMs };
}

function tokenForm({ credential, secret, refreshToken }: TokenRequest) {
  const { kind, secret: name, scope, clientAuthentication } = credential;
  const form = new URLSearchParams(credential.parameters);
  if (scope !== undefined) form.set('scope', scope);
  let proof;
  if (kind === 'client-credentials') {
    const client = secretFields(name, secret, credentialFields['client-credentials'].required);
    proof = clientProof(client, clientAuthentication);
    form.set('grant_type', 'client_credentials');
  } else {
    const { required, optional } = credentialFields['refresh-token'];
    const fields = secretFields(name, secret, required, optional);
    const { clientId, clientSecret } = fields;
    proof = clientProof({ clientId, clientSecret }, clientAuthentication);
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', refreshToken ?? fields.refreshToken);
  }
  for (const [field, value] of Object.entries(proof.form)) form.set(field, value);
  return { form, headers: proof.headers };
}
