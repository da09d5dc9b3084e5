import { createHash, sign as signBytes } from 'node:crypto';
import { privateKeyOf } from './ed25519-seed.ts';
import { isForm } from './form-body.ts';
import { hmacSignature } from './hmac.ts';
import { coveredBody, messageBuilder, messageBytes, type Message } from './message.ts';
import { queryValues } from './query.ts';
import type { Ed25519Scheme, HmacScheme, Scheme, SignatureSyntax, TokenScheme } from './scheme.ts';
import { decodeHmacKey } from './secret-key.ts';
import { writeTimestamp } from './timestamp.ts';
import { tokenText } from './token.ts';
import type { WebhookRequest } from './webhook-request.ts';

export interface SigningOrder {
  readonly secret: string;
  readonly request: WebhookRequest;
  readonly url: string;
  readonly now: number;
}

/** Adds token, or timestamp and signature, as the scheme's provider would. */
export function signForScheme(scheme: Scheme, order: SigningOrder): WebhookRequest {
  return scheme.kind === 'token' ? addToken(scheme, order) : addSignature(scheme, order);
}

function addToken({ token: place }: TokenScheme, { request, secret }: SigningOrder) {
  const token = tokenText(secret, place);
  return place.in === 'header'
    ? withHeader(request, place.name, token)
    : withParameter(request, `${place.name}=${encodeURIComponent(token)}`);
}

function addSignature(scheme: HmacScheme | Ed25519Scheme, order: SigningOrder): WebhookRequest {
  const { timestamp: rule, signature } = scheme;
  const stamp =
    rule === undefined || rule.in === 'json' ? '' : writeTimestamp(order.now, rule.unit);
  const stamped =
    rule?.in === 'header' ? withHeader(order.request, rule.name, stamp) : order.request;

  const hashed = withBodyHash(scheme, stamped);
  const url = hashed.query === stamped.query ? order.url : urlWithQuery(order.url, hashed.query);
  const message = messageBuilder(scheme)({
    request: hashed,
    url,
    timestamp: stamp,
    covered: coveredBody(scheme, hashed),
  });
  if (typeof message === 'string') {
    throw new TypeError(`This request cannot be signed for the scheme: ${message}.`);
  }
  const text = writeHeader(signatureOf(scheme, message, order.secret), stamp, signature.syntax);
  return withHeader(hashed, signature.from.name, text);
}

function signatureOf(scheme: HmacScheme | Ed25519Scheme, message: Message, secret: string): string {
  if (scheme.kind === 'ed25519') {
    const key = privateKeyOf(secret, scheme.key);
    return signBytes(null, messageBytes(message), key).toString(scheme.signature.encoding);
  }
  const key = decodeHmacKey(secret, scheme.key);
  if (key === undefined) throw new TypeError(`The secret is not a usable ${scheme.key} key.`);
  return hmacSignature(scheme, message, key);
}

function writeHeader(signature: string, stamp: string, syntax: SignatureSyntax): string {
  switch (syntax.form) {
    case 'bare':
      return signature;
    case 'prefix':
      return syntax.prefix + signature;
    case 'pairs': {
      const stamps = syntax.timestampKey === undefined ? [] : [`${syntax.timestampKey}=${stamp}`];
      return [...stamps, `${syntax.signatureKey}=${signature}`].join(syntax.separator);
    }
    case 'versions':
      return `${syntax.version},${signature}`;
  }
}

/** Where a scheme binds bodies that are no forms by a hash in the URL, the query gets it. */
function withBodyHash(
  { bodyHash }: HmacScheme | Ed25519Scheme,
  request: WebhookRequest,
): WebhookRequest {
  const bound =
    bodyHash === undefined ||
    request.body.length === 0 ||
    isForm(request.headers) ||
    queryValues(request.query, bodyHash.query).length > 0;
  if (bound) return request;
  const hash = createHash(bodyHash.digest).update(request.body).digest(bodyHash.encoding);
  return withParameter(request, `${bodyHash.query}=${hash}`);
}

function withHeader(request: WebhookRequest, name: string, value: string): WebhookRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function withParameter(request: WebhookRequest, parameter: string): WebhookRequest {
  return { ...request, query: request.query === '' ? parameter : `${request.query}&${parameter}` };
}

function urlWithQuery(url: string, query: string): string {
  return `${url.split('?', 1)[0]}?${query}`;
}
