import type { Random } from '../runtime/clock.ts';

/**
 * The traceparent of one outbound request: the event's trace, a span of its own.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function childTraceparent(parent: string, random: Random): string {
  const [version, traceId, , flags] = parent.split('-');
  return [version, traceId, spanId(random), flags].join('-');
}

function spanId(random: Random): string {
  const half = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  // All zeros is no span id.
  return `${half()}${half().slice(1)}1`;
}
