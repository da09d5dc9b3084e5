import type { OAuthCredential } from '../../contract/credentials.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ConnectionPools } from '../connection-pools.ts';
import { exchange } from '../exchange.ts';
import { isLoopback } from '../loopback.ts';
import { secretFields } from './secret-fields.ts';
import type { Secret } from './secret-reader.ts';
import type { TokenSet } from './token-record.ts';

export type TokenAnswer = (
  | { readonly kind: 'token'; readonly set: TokenSet; readonly lifetimeMs: number }
  /** The endpoint said no: a person must mend the secret or authorise again. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unavailable'; readonly code: string }
) & {
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
};

export interface TokenRequest {
  readonly credential: OAuthCredential;
  readonly secret: Secret;
  /** The rotated one, where there is one; else the secret's own is used. */
  readonly refreshToken: string | undefined;
  readonly totalMs: number;
}

/** RFC 6749 only recommends `expires_in`; a 401 tells if this was too long. */
const unstatedLifetimeMs = 60 * 60_000;
const responseLimitBytes = 100_000;
const connectMs = 3_000;

/**
 * One request to a token endpoint.
 * @throws CredentialError if the secret does not hold what the grant needs.
 */
export async function requestToken(
  { credential, secret, refreshToken, totalMs }: TokenRequest,
  wire: { readonly pools: ConnectionPools; readonly clock: Clock },
): Promise<TokenAnswer> {
  // Loaded here, because most integrations never need it.
  const oauth = await import('oauth4webapi');
  const url = new URL(credential.tokenUrl);
  const server = { issuer: url.origin, token_endpoint: url.href };
  const { clientId, clientSecret, granted } = grantOf(credential, secret);
  const client = { client_id: clientId };
  const proof =
    credential.clientAuthentication === 'basic' ? 'ClientSecretBasic' : 'ClientSecretPost';
  const authentication = clientSecret === undefined ? oauth.None() : oauth[proof](clientSecret);
  const parameters = new URLSearchParams(credential.parameters);
  if (credential.scope !== undefined) parameters.set('scope', credential.scope);

  let status: number | undefined;
  let code = 'NO_ANSWER';
  const options = {
    [oauth.allowInsecureRequests]: isLoopback(url),
    [oauth.customFetch]: async (
      _url: string,
      { method, headers, body }: { method: string; headers: Record<string, string>; body: unknown },
    ): Promise<Response> => {
      const result = await exchange(
        {
          ...{ method, url, headers, connectMs, totalMs, responseLimitBytes },
          readMs: totalMs,
          body: Buffer.from(String(body)),
        },
        wire.pools,
        wire.clock,
      );
      status = result.status;
      if (result.kind === 'broken') {
        code = result.code;
        throw result.cause;
      }
      code = `HTTP_${result.status}`;
      return new Response(new Uint8Array(result.body), result);
    },
  };
  try {
    const response =
      credential.kind === 'client-credentials'
        ? await oauth.clientCredentialsGrantRequest(
            ...([server, client, authentication, parameters, options] as const),
          )
        : await oauth.refreshTokenGrantRequest(
            ...([server, client, authentication, refreshToken ?? granted] as const),
            { ...options, additionalParameters: parameters },
          );
    const tokens =
      credential.kind === 'client-credentials'
        ? await oauth.processClientCredentialsResponse(server, client, response)
        : await oauth.processRefreshTokenResponse(server, client, response);
    const rotated = tokens.refresh_token ?? refreshToken;
    return {
      kind: 'token',
      status,
      set: {
        accessToken: tokens.access_token,
        ...(rotated !== undefined && { refreshToken: rotated }),
      },
      lifetimeMs: tokens.expires_in === undefined ? unstatedLifetimeMs : tokens.expires_in * 1_000,
    };
  } catch (error) {
    return isNo(status)
      ? { kind: 'refused', status, code: oauthCodeOf(error) ?? code }
      : { kind: 'unavailable', status, code: isSuccess(status) ? 'NOT_A_TOKEN' : code };
  }
}

/** What came with it is no token: a page, or an answer without `access_token` or `token_type`. */
function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300;
}

/** A page of HTML with 200 is a disturbance; only an answer of the endpoint itself is a no. */
function isNo(status = 0): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** `invalid_grant` and the like. */
function oauthCodeOf(error: unknown): string | undefined {
  const { error: code } = error as { error?: unknown };
  return typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
}

function grantOf(
  { kind, secret: name }: OAuthCredential,
  secret: Secret,
): { clientId: string; clientSecret: string | undefined; granted: string } {
  if (kind === 'client-credentials') {
    const fields = secretFields(name, secret, ['clientId', 'clientSecret']);
    return { ...fields, granted: '' };
  }
  const fields = secretFields(name, secret, ['clientId', 'refreshToken'], ['clientSecret']);
  const { clientId, clientSecret, refreshToken } = fields;
  return { clientId, clientSecret, granted: refreshToken };
}
