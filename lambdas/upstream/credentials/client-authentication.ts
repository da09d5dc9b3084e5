import type { OAuthCredential } from '../../contract/credentials.ts';

export interface OAuthClient {
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret: string | undefined;
}

/** Headers and form fields that authenticate the client at its token endpoint. */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

export function clientProof(
  { clientId, clientSecret }: OAuthClient,
  authentication: OAuthCredential['clientAuthentication'],
): ClientProof {
  if (clientSecret === undefined) return { headers: {}, form: { client_id: clientId } };
  if (authentication === 'post') {
    return { headers: {}, form: { client_id: clientId, client_secret: clientSecret } };
  }
  const pair = `${basicText(clientId).replaceAll(':', '%3A')}:${basicText(clientSecret)}`;
  return {
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    form: {},
  };
}

/**
 * Encodes only what a server that decodes would otherwise misread. RFC 6749 form-encodes id and secret, but most
 * servers do not decode them; a server that does leaves `-`, `_`, `/` and `=` as they are.
 *
 * @see docs/adr/0080-token-endpoints.md
 */
function basicText(text: string): string {
  return text.toWellFormed().replace(/[%+]|[^\x21-\x7e]+/g, encodeURIComponent);
}
