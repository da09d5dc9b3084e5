/**
 * How calls to an upstream prove who they are. Each names a secret in Secrets Manager by its last
 * part: `crm-oauth` is `breakwater/<stage>/upstream/crm-oauth`. A changed secret is seen without a
 * deploy.
 */
export type Credential = StaticCredential | BasicCredential | OAuthCredential;

/** The secret itself goes into a header. */
export interface StaticCredential {
  readonly kind: 'static';
  readonly secret: string;
  readonly header: string;
  /** Stands before the secret in the header's value, with its space. */
  readonly prefix: string;
}

/** User and password; the secret is JSON `{"username": "…", "password": "…"}`. */
export interface BasicCredential {
  readonly kind: 'basic';
  readonly secret: string;
}

/** An access token that is fetched, shared between environments and renewed ahead of its end. */
export interface OAuthCredential {
  readonly kind: 'client-credentials' | 'refresh-token';
  readonly secret: string;
  readonly tokenUrl: string;
  readonly scope: string | undefined;
  /** Further parameters of the token request, for example `audience`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How the client authenticates at the token endpoint; see the options. */
  readonly clientAuthentication: 'basic' | 'post';
}

/** Where a secret is: its last name part. */
interface SecretOption {
  readonly secret: string;
}

/** A key or token that a person puts into the secret as plain text (or as JSON `{"value": "…"}`). */
export function staticCredential(
  options: SecretOption & {
    /** @default 'authorization' */
    readonly header?: string;
    /** @default 'Bearer ' for the authorization header, else nothing */
    readonly prefix?: string;
  },
): StaticCredential {
  const header = options.header ?? 'authorization';
  const prefix = options.prefix ?? (header.toLowerCase() === 'authorization' ? 'Bearer ' : '');
  return { kind: 'static', secret: options.secret, header, prefix };
}

/** HTTP Basic; the secret is JSON `{"username": "…", "password": "…"}`. */
export function basicCredential(options: SecretOption): BasicCredential {
  return { kind: 'basic', secret: options.secret };
}

interface OAuthOptions extends SecretOption {
  /** The token endpoint. `http:` only for loopback. */
  readonly tokenUrl: string;
  /** Space-separated. @default none */
  readonly scope?: string;
  /** Further parameters of the token request, for example `{ audience: '…' }`. @default none */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * How the client authenticates at the token endpoint. `basic` puts id and secret into the Authorization header,
   * `post` puts them into the form as `client_id` and `client_secret`. Use `post` if the provider's documentation asks
   * for it, or if the secret contains `%` or `+`, which servers read differently in HTTP Basic. A client without a
   * secret sends its id in the form with either value.
   * @default 'basic'
   */
  readonly clientAuthentication?: 'basic' | 'post';
}

/** OAuth 2 client credentials; the secret is JSON `{"clientId": "…", "clientSecret": "…"}`. */
export function oauthClientCredentials(options: OAuthOptions): OAuthCredential {
  return { ...oauth(options), kind: 'client-credentials' };
}

/**
 * OAuth 2 refresh token, for access that a person has granted; the secret is JSON
 * `{"clientId": "…", "clientSecret": "…", "refreshToken": "…"}` (`clientSecret` may be left out).
 * A rotated refresh token is kept by Breakwater; put a new one into the secret to authorise again.
 */
export function oauthRefreshToken(options: OAuthOptions): OAuthCredential {
  return { ...oauth(options), kind: 'refresh-token' };
}

function oauth(options: OAuthOptions): Omit<OAuthCredential, 'kind'> {
  return {
    secret: options.secret,
    tokenUrl: options.tokenUrl,
    scope: options.scope,
    parameters: options.parameters ?? {},
    clientAuthentication: options.clientAuthentication ?? 'basic',
  };
}
