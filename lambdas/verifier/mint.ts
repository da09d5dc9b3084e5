import type { Random } from '../runtime/clock.ts';

/**
 * A UUID of version 7: the first half tells the time, the rest is drawn.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function mintId(now: number, random: Random): string {
  const time = now.toString(16).padStart(12, '0');
  const variant = '89ab'[Math.floor(random() * 4)];
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hex(3, random)}`,
    `${variant}${hex(3, random)}`,
    hex(12, random),
  ].join('-');
}

const validTraceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The trace that an event belongs to: the provider's, with a span of our own, or a new one.
 *
 * @param received the provider's `traceparent`, valid or not
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function traceparentFor(received: string | undefined, random: Random): string {
  const [, version, traceId, parentId, flags, more] = validTraceparent.exec(received ?? '') ?? [];
  const usable =
    version !== undefined &&
    version !== 'ff' &&
    (version !== '00' || more === undefined) &&
    !isZero(traceId) &&
    !isZero(parentId);
  // `01`: samplers further on follow their caller, so `00` would switch their tracing off.
  return usable
    ? `00-${traceId}-${hex(16, random)}-${flags}`
    : `00-${hex(32, random)}-${hex(16, random)}-01`;
}

function isZero(id: string | undefined): boolean {
  return id === undefined || /^0+$/.test(id);
}

function hex(digits: number, random: Random): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}
