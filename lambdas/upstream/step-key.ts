import { createHash } from 'node:crypto';

/**
 * The idempotency key of a step: the same in every retry, redelivery and replay, another in each
 * generation. In the form of a UUID (version 8, RFC 9562), because some upstreams take nothing else.
 */
export function stepKey(event: string, step: string, generation: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([event, step, generation]))
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Tells a request from another one under the same step: SHA-256 of method, path with query, and body. */
export function requestFingerprint(
  method: string,
  pathAndQuery: string,
  body: Buffer | undefined,
): string {
  return createHash('sha256')
    .update(JSON.stringify([method, pathAndQuery]))
    .update(body ?? '')
    .digest('hex');
}
