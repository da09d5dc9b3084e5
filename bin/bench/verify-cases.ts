import { createHash, createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { Attempt } from '../../lambdas/verification/attempt.ts';
import { ed25519PublicKey } from '../../lambdas/verification/ed25519-seed.ts';
import { coveredBody, messageBuilder, messageBytes } from '../../lambdas/verification/message.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import type { Ed25519Scheme, HmacScheme } from '../../lambdas/verification/scheme.ts';
import { decodeHmacKey, decodePublicKey } from '../../lambdas/verification/secret-key.ts';
import { signatureReader } from '../../lambdas/verification/signature-header.ts';
import { signWebhook } from '../../lambdas/verification/sign-webhook.ts';
import { readHeader } from '../../lambdas/verification/source.ts';
import { writeTimestamp } from '../../lambdas/verification/timestamp.ts';
import type { WebhookRequest } from '../../lambdas/verification/webhook-request.ts';
import type { Contestant } from './side-by-side.ts';

type Signed = Provider & { readonly scheme: HmacScheme | Ed25519Scheme };

/**
 * A request that a provider signs half a minute from now: inside every window, Paddle's five seconds
 * of age included, until the bench is through with it.
 */
export function signedRequest(
  provider: Signed,
  bodyAt: (now: number) => Buffer,
  contentType: string,
): Attempt {
  const url = 'https://hooks.example.com/webhooks/bench';
  const now = Date.now() + 30_000;
  const { signing, accepted } = secretFor(provider.scheme);
  const unsigned: WebhookRequest = {
    method: 'POST',
    path: '/webhooks/bench',
    query: '',
    headers: { 'content-type': contentType, ...shopifyHeaders },
    body: bodyAt(now),
  };
  const request = signWebhook(provider, {
    secret: signing,
    url,
    request: unsigned,
    eventId: 'evt_1',
    type: 'order.paid',
    now,
  });
  const asked = request.query === '' ? url : `${url}?${request.query}`;
  return { request, secrets: [accepted], url: asked, now };
}

/** Without them its SDK refuses what it verified. */
const shopifyHeaders = {
  'x-shopify-shop-domain': 'shop.example.com',
  'x-shopify-api-version': '2026-01',
};

function secretFor(scheme: HmacScheme | Ed25519Scheme): { signing: string; accepted: string } {
  const bytes = Buffer.alloc(32, 7);
  if (scheme.kind === 'ed25519') {
    const signing = bytes.toString(scheme.key);
    return { signing, accepted: ed25519PublicKey(signing, scheme.key) };
  }
  const text = {
    utf8: bytes.toString('hex'),
    hex: bytes.toString('hex'),
    base64: bytes.toString('base64'),
    whsec: `whsec_${bytes.toString('base64')}`,
  }[scheme.key];
  return { signing: text, accepted: text };
}

/**
 * The bare cryptography of an attempt: key and signed bytes lie ready in one piece, the signature
 * as text. Where a scheme binds the body by a hash, that hash is part of it.
 */
export function bareCryptography({ scheme }: Signed, attempt: Attempt): Contestant {
  const { request, url, secrets, now } = attempt;
  const rule = scheme.timestamp;
  const timestamp = rule === undefined || rule.in === 'json' ? '' : writeTimestamp(now, rule.unit);
  const message = messageBuilder(scheme)({
    request,
    url,
    timestamp,
    covered: coveredBody(scheme, request),
  });
  if (typeof message === 'string') throw new Error(`Not a signed request: ${message}.`);
  const bytes = messageBytes(message);
  const header = readHeader(request.headers, scheme.signature.from) ?? '';
  const text = signatureReader(scheme.signature.syntax)(header)?.signatures[0] ?? '';
  const secret = secrets[0] ?? '';

  if (scheme.kind === 'ed25519') {
    const key = decodePublicKey(secret, scheme.key);
    if (key === undefined) throw new Error('The bench has no usable public key.');
    const { encoding } = scheme.signature;
    return () => verify(null, bytes, key, Buffer.from(text, encoding));
  }
  const key = decodeHmacKey(secret, scheme.key);
  if (key === undefined) throw new Error('The bench has no usable key.');
  const { digest, signature, bodyHash } = scheme;
  const encoding = signature.encoding === 'hex-upper' ? 'hex' : signature.encoding;
  const bare = () =>
    timingSafeEqual(createHmac(digest, key).update(bytes).digest(), Buffer.from(text, encoding));
  if (bodyHash === undefined || !url.includes(`${bodyHash.query}=`)) return bare;
  const claim = new URLSearchParams(request.query).get(bodyHash.query);
  return () =>
    createHash(bodyHash.digest).update(request.body).digest(bodyHash.encoding) === claim && bare();
}

/**
 * The least that a scheme which signs a form's fields asks of anybody, with what Node has for it: the
 * fields are decoded and sorted, their text is hashed.
 */
export function bareFormCryptography({ scheme }: Signed, attempt: Attempt): Contestant {
  if (scheme.kind !== 'hmac') throw new Error('Only keyed hashes sign forms here.');
  const { request, url, secrets } = attempt;
  const key = decodeHmacKey(secrets[0] ?? '', scheme.key);
  if (key === undefined) throw new Error('The bench has no usable key.');
  const { digest, signature } = scheme;
  const text = readHeader(request.headers, signature.from) ?? '';
  return () => {
    const fields = new URLSearchParams(request.body.toString());
    fields.sort();
    let signed = url;
    for (const [name, value] of fields) signed += name + value;
    const hmac = createHmac(digest, key).update(signed).digest();
    return timingSafeEqual(hmac, Buffer.from(text, 'base64'));
  };
}
