import { createHash } from 'node:crypto';
import type { SigningOrder } from './attempt.ts';
import { isForm } from './form-body.ts';
import type { Message, MessageContext } from './message.ts';
import { queryValues } from './query.ts';
import type { RejectionReason } from './rejection.ts';
import type { Ed25519Scheme, HmacScheme } from './scheme.ts';
import { writeSignatureHeader } from './signature-header.ts';
import { writeTimestamp } from './timestamp.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** Adds timestamp and signature to a request, as its provider would. */
export function signRequest(
  scheme: HmacScheme | Ed25519Scheme,
  build: (context: MessageContext) => Message | RejectionReason,
  order: SigningOrder,
  signatureOf: (message: Message) => string,
): WebhookRequest {
  const { timestamp: rule, signature } = scheme;
  const stamp =
    rule === undefined || rule.in === 'json' ? undefined : writeTimestamp(order.now, rule.unit);
  const stampHeader = stamp !== undefined && rule?.in === 'header' ? { [rule.name]: stamp } : {};
  const stamped = { ...order.request, headers: { ...order.request.headers, ...stampHeader } };

  const { request, url } = withBodyHash(scheme, stamped, order.url);
  const message = build({ request, url, timestamp: stamp ?? '' });
  if (typeof message === 'string') {
    throw new TypeError(`This request cannot be signed for the scheme: ${message}.`);
  }
  const text = writeSignatureHeader(signatureOf(message), stamp, signature.syntax);
  return { ...request, headers: { ...request.headers, [signature.from.name]: text } };
}

/** Where a scheme binds bodies that are no forms by a hash in the URL, the URL gets it. */
function withBodyHash(
  { bodyHash }: HmacScheme | Ed25519Scheme,
  request: WebhookRequest,
  url: string,
): { request: WebhookRequest; url: string } {
  const bound =
    bodyHash === undefined ||
    request.body.length === 0 ||
    isForm(request.headers) ||
    queryValues(request.query, bodyHash.query).length > 0;
  if (bound) return { request, url };
  const hash = createHash(bodyHash.digest).update(request.body).digest(bodyHash.encoding);
  const parameter = `${bodyHash.query}=${hash}`;
  const separator = request.query === '' ? '?' : '&';
  const query = request.query === '' ? parameter : `${request.query}&${parameter}`;
  return { request: { ...request, query }, url: url + separator + parameter };
}
