import { createHash } from 'node:crypto';
import { coveredBody, messageBuilder, messageBytes } from './message.ts';
import { signatureReader } from './signature-header.ts';
import { readHeader } from './source.ts';
import type { HmacScheme, Ed25519Scheme, MessagePart, Scheme } from './scheme.ts';
import type { WebhookRequest } from './webhook-request.ts';

/**
 * Hex SHA-256 of what a request's signature covers: the scheme's own text of URL and body, not the raw
 * bytes. All spellings of a request that have the same signature have the same hash (Twilio: fields in
 * another order, in the query instead of the form, merged into one name). Of a scheme that signs the body
 * alone it is the hash of the body; where nothing is signed, too.
 *
 * @param url the public URL with its raw query
 * @param withTime false lets a retry that is signed at another time have the same hash
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
  // Its signature held, so it has a message; if not, the bytes are what it is known by.
  return sha256(typeof message === 'string' ? request.body : messageBytes(message));
}

/** Signed headers and methods are left out: whoever repeats a request cannot change them. */
function isContent(part: MessagePart): boolean {
  return typeof part !== 'string' && ['url', 'body', 'sorted-form'].includes(part.part);
}

function isContentOrTime(part: MessagePart): boolean {
  return isContent(part) || (typeof part !== 'string' && part.part === 'timestamp');
}

/** As it was signed: the signature header has other spellings, the time in it has not. */
function timeText({ timestamp, signature }: HmacScheme | Ed25519Scheme, request: WebhookRequest) {
  if (timestamp === undefined || timestamp.in === 'json') return '';
  if (timestamp.in === 'header') return readHeader(request.headers, timestamp) ?? '';
  const text = readHeader(request.headers, signature.from) ?? '';
  return signatureReader(signature.syntax)(text)?.timestamp ?? '';
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
