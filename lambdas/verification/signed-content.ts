import { createHash } from 'node:crypto';
import { coveredBody, messageBuilder, messageBytes } from './message.ts';
import { signatureReader } from './signature-header.ts';
import { readHeader } from './source.ts';
import type { HmacScheme, Ed25519Scheme, MessagePart, Scheme } from './scheme.ts';
import type { WebhookRequest } from './webhook-request.ts';

/**
 * Hex SHA-256 of what a request's signature covers: the scheme's own text of URL and body, not the raw
 * bytes. All spellings of a request with the same signature have the same hash (Twilio: fields in another
 * order, in the query instead of the form, merged into one name). For a scheme that signs the body alone, or that signs
 * nothing, it is the hash of the body.
 *
 * @param url the public URL with its raw query
 * @param withTime if false, a retry that is signed at another time has the same hash
 */
export function signedSha256(
  scheme: Scheme,
  request: WebhookRequest,
  url: string,
  withTime: boolean,
): string {
  if (scheme.kind === 'token') return sha256(request.body);
  const parts = scheme.message.filter(withTime ? isContentOrTime : isContent);
  const timestamp = withTime ? timeText(scheme, request) : '';
  const covered = coveredBody(scheme, request);
  const context = { request, url, timestamp, covered };
  const message = messageBuilder({ ...scheme, message: parts })(context);
  // A verified request has a message; otherwise the bytes identify it.
  return sha256(typeof message === 'string' ? request.body : messageBytes(message));
}

/** Signed headers and methods are left out: an attacker who repeats a request cannot change them. */
function isContent(part: MessagePart): boolean {
  return typeof part !== 'string' && ['url', 'body', 'sorted-form'].includes(part.part);
}

function isContentOrTime(part: MessagePart): boolean {
  return isContent(part) || (typeof part !== 'string' && part.part === 'timestamp');
}

/** The time as signed: unlike the rest of the signature header, it has only one spelling. */
function timeText({ timestamp, signature }: HmacScheme | Ed25519Scheme, request: WebhookRequest) {
  if (timestamp === undefined || timestamp.in === 'json') return '';
  if (timestamp.in === 'header') return readHeader(request.headers, timestamp) ?? '';
  const text = readHeader(request.headers, signature.from) ?? '';
  return signatureReader(signature.syntax)(text)?.timestamp ?? '';
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
