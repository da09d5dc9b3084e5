import { decimalIn } from '../decimal.ts';
import { errorCodes, isRecord, refusalIn } from './token-refusals.ts';

/** The result of a token request. */
export type TokenResponse =
  | {
      readonly kind: 'token';
      readonly accessToken: string;
      readonly refreshToken: string | undefined;
      readonly lifetimeMs: number;
    }
  /** An operator must replace the secret or authorize again. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Anything else: the endpoint, or a proxy in front of it, is unavailable. */
  | {
      readonly kind: 'unavailable';
      readonly code: string;
      /** A new refresh token in an otherwise unusable response: the old one may be void by now. */
      readonly refreshToken: string | undefined;
    };

/** RFC 6749 only recommends `expires_in`; a 401 shows if this is too long. */
const unstatedLifetimeMs = 60 * 60_000;
const longestLifetimeMs = 365 * 24 * 60 * 60_000;

/**
 * Reads a token response (RFC 6749, section 5) and uses only what Breakwater needs: `token_type`, `scope` and
 * `id_token` are ignored.
 */
export function readTokenResponse(status: number, body: Buffer): TokenResponse {
  const answer = fieldsOf(body) ?? {};
  const isSuccess = status >= 200 && status < 300;
  const refreshToken = isSuccess ? tokenIn(answer['refresh_token']) : undefined;
  const accessToken = isSuccess ? tokenIn(answer['access_token']) : undefined;
  // A header cannot hold other characters.
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
  return (typeof value === 'string' && value.trim()) || undefined;
}

function lifetimeIn(expiresIn: unknown): number {
  const isScalar = typeof expiresIn === 'number' || typeof expiresIn === 'string';
  // Other values are not converted: a deeply nested list would exhaust the stack, and the grant would be lost.
  const seconds = (isScalar ? decimalIn(String(expiresIn).trim()) : undefined) ?? 0;
  // Some servers send 0 for "never expires"; otherwise it has no useful meaning.
  return seconds > 0 ? Math.min(seconds * 1_000, longestLifetimeMs) : unstatedLifetimeMs;
}

/** JSON, or a form, GitHub's default. The text decides, because the content type is often wrong. */
function fieldsOf(body: Buffer): Record<string, unknown> | undefined {
  // Drops a byte order mark.
  const text = new TextDecoder().decode(body).trim();
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json : undefined;
  } catch {
    // A form begins with a name. Some endpoints do not encode spaces in it.
    return /^[A-Za-z]\w*=[^<>\r\n]*$/.test(text)
      ? Object.fromEntries(new URLSearchParams(text))
      : undefined;
  }
}
