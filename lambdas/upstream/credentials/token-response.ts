import { decimalIn } from '../decimal.ts';
import { errorCodes, isRecord, refusalIn } from './token-refusals.ts';

/** What a token endpoint said. */
export type TokenResponse =
  | {
      readonly kind: 'token';
      readonly accessToken: string;
      readonly refreshToken: string | undefined;
      readonly lifetimeMs: number;
    }
  /** An operator must replace the secret or authorise again. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Anything else: the endpoint, or what stands before it, does not work now. */
  | {
      readonly kind: 'unavailable';
      readonly code: string;
      /** A new one, although the rest of the answer is unusable: the old one may be void by now. */
      readonly refreshToken: string | undefined;
    };

/** RFC 6749 only recommends `expires_in`; a 401 tells if this is too long. */
const unstatedLifetimeMs = 60 * 60_000;
const longestLifetimeMs = 365 * 24 * 60 * 60_000;

/**
 * Reads an answer of a token endpoint by RFC 6749, section 5, and takes only what Breakwater needs: `token_type`,
 * `scope` and `id_token` do not decide anything.
 */
export function readTokenResponse(status: number, body: Buffer): TokenResponse {
  const answer = fieldsOf(body) ?? {};
  const isSuccess = status >= 200 && status < 300;
  const refreshToken = isSuccess ? tokenIn(answer['refresh_token']) : undefined;
  const accessToken = isSuccess ? tokenIn(answer['access_token']) : undefined;
  // A header takes nothing else.
  if (accessToken !== undefined && /^[\x21-\x7e]+$/.test(accessToken)) {
    const lifetimeMs = lifetimeIn(answer['expires_in']);
    return { kind: 'token', accessToken, refreshToken, lifetimeMs };
  }
  const refusal = refusalIn(status, answer);
  if (refusal !== undefined) return { kind: 'refused', code: refusal };
  const code = errorCodes(answer)[0] ?? (isSuccess ? 'NOT_A_TOKEN' : `HTTP_${status}`);
  return { kind: 'unavailable', code, refreshToken };
}

function tokenIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function lifetimeIn(expiresIn: unknown): number {
  const seconds = decimalIn(String(expiresIn)) ?? 0;
  // Zero means "never" to some, and is of no use to anyone else.
  return seconds > 0 ? Math.min(seconds * 1_000, longestLifetimeMs) : unstatedLifetimeMs;
}

/** JSON, or a form as GitHub answers by default. What it is shows in the text; the content type is often wrong. */
function fieldsOf(body: Buffer): Record<string, unknown> | undefined {
  // Drops a byte order mark.
  const text = new TextDecoder().decode(body).trim();
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json : undefined;
  } catch {
    // A page of HTML has white space or brackets, a form never has.
    return /^[^\s<>{}"]+$/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}
