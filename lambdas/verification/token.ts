import { createHash, timingSafeEqual } from 'node:crypto';
import type { SchemeVerifier } from './attempt.ts';
import { queryValues } from './query.ts';
import { rejected } from './rejection.ts';
import type { TokenPlace, TokenScheme } from './scheme.ts';
import type { WebhookRequest } from './webhook-request.ts';

const longestTokenChars = 4_096;

export function tokenVerifier({ token: place }: TokenScheme): SchemeVerifier {
  return ({ request, secrets }) => {
    const sent = sentToken(request, place);
    if (sent === undefined || sent === '') return rejected('missing-header');
    if (sent.length > longestTokenChars) return rejected('malformed-header');
    const sentHash = hash(sent);
    let unusable = false;
    for (const [secretIndex, secret] of secrets.entries()) {
      if (secret.trim() === '') unusable = true;
      else if (timingSafeEqual(sentHash, hash(tokenText(secret, place)))) {
        return { kind: 'held', secretIndex };
      }
    }
    if (secrets.length === 0) return rejected('no-secret');
    return rejected(unusable ? 'unusable-secret' : 'wrong-signature');
  };
}

/** As it stands in the request, prefix included. A parameter that came twice is none. */
function sentToken(request: WebhookRequest, place: TokenPlace): string | undefined {
  if (place.in === 'header') {
    const value = request.headers[place.name];
    return typeof value === 'string' ? value : undefined;
  }
  const values = queryValues(request.query, place.name);
  return values.length === 1 ? values[0] : undefined;
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
