import { startUpstream, type Exchange } from './upstream-server.ts';

/** An OAuth token endpoint that counts, rotates refresh tokens, and tells which tokens still serve. */
export interface TokenServer {
  readonly url: string;
  /** How many tokens it has issued. */
  readonly issued: number;
  readonly requests: readonly URLSearchParams[];
  /** True while `authorization` carries the token that was issued last and not revoked since. */
  accepts(authorization: string | undefined): boolean;
  revoke(): void;
  /** The next requests are dealt with so instead; then it serves again. */
  misbehave(...reactions: readonly ((exchange: Exchange) => void)[]): void;
  close(): Promise<void>;
}

export async function startTokenServer(
  options: { readonly lifetimeSeconds?: number; readonly firstRefreshToken?: string } = {},
): Promise<TokenServer> {
  const requests: URLSearchParams[] = [];
  const faults: ((exchange: Exchange) => void)[] = [];
  let issued = 0;
  let valid = '';
  let refreshToken = options.firstRefreshToken;

  const server = await startUpstream((exchange) => {
    const { request, response } = exchange;
    const form = new URLSearchParams(request.body.toString());
    requests.push(form);
    const fault = faults.shift();
    if (fault !== undefined) return fault(exchange);
    const json = { 'content-type': 'application/json' };
    if (refreshToken !== undefined && form.get('refresh_token') !== refreshToken) {
      response.writeHead(400, json).end('{"error":"invalid_grant"}');
      return;
    }
    issued += 1;
    valid = `access-${issued}`;
    if (refreshToken !== undefined) refreshToken = `refresh-${issued}`;
    response.writeHead(200, json).end(
      JSON.stringify({
        access_token: valid,
        token_type: 'Bearer',
        expires_in: options.lifetimeSeconds ?? 3_600,
        ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      }),
    );
  });
  return {
    url: `${server.url}/token`,
    requests,
    get issued() {
      return issued;
    },
    accepts: (authorization) => valid !== '' && authorization === `Bearer ${valid}`,
    revoke: () => {
      valid = '';
    },
    misbehave: (...reactions) => void faults.push(...reactions),
    close: () => server.close(),
  };
}
