import { createHash, timingSafeEqual } from 'node:crypto';
import type { SchemeVerifier } from './attempt.ts';
import { queryValue } from './query.ts';
import { rejected } from './rejection.ts';
import type { TokenPlace, TokenScheme } from './scheme.ts';
import { isTooShort } from './secret-key.ts';
import { readHeader } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

const maxTokenChars = 4_096;

export function tokenVerifier({ token: place }: TokenScheme): SchemeVerifier {
  return ({ request, secrets }) => {
    const sent = sentText(request, place);
    if (sent === undefined || sent === '') return rejected('missing-header');
    if (sent.length > maxTokenChars) return rejected('malformed-header');
    const sentHash = hash(withUniformScheme(sent, place));
    let unusable = false;
    for (const [secretIndex, secret] of secrets.entries()) {
      if (isTooShort(secret)) unusable = true;
      else if (timingSafeEqual(sentHash, hash(tokenText(secret, place)))) {
        return { kind: 'held', secretIndex };
      }
    }
    if (secrets.length === 0) return rejected('no-secret');
    return rejected(unusable ? 'unusable-secret' : 'wrong-signature');
  };
}

/** As it stands in the request, prefix included. A parameter that came twice is none. */
function sentText(request: WebhookRequest, place: TokenPlace): string | undefined {
  return place.in === 'header'
    ? readHeader(request.headers, place)
    : queryValue(request.query, place.name);
}

/**
 * The name of an authentication scheme is case-insensitive, and any number of spaces may follow it (RFC 9110,
 * section 11.4): `bearer  x` is `Bearer x`. The token itself is not changed.
 */
function withUniformScheme(text: string, place: TokenPlace): string {
  const prefix = place.in === 'header' ? place.prefix : undefined;
  if (!prefix?.endsWith(' ')) return text;
  const isScheme = text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
  return isScheme ? prefix + text.slice(prefix.length).trimStart() : text;
}

/** A secret as it stands in the request. */
export function tokenText(secret: string, place: TokenPlace): string {
  if (place.in === 'query') return secret;
  const text = place.encoding === 'base64' ? Buffer.from(secret).toString('base64') : secret;
  return (place.prefix ?? '') + text;
}

/** Equal lengths for the comparison, whatever the token's own length. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
