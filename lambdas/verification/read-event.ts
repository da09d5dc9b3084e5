import { createHash } from 'node:crypto';
import type { Document, Scalar } from './document.ts';
import type { Provider } from './provider.ts';
import { isUnderSignature } from './under-signature.ts';

/** What the queue needs to know of an event. */
export interface EventFacts {
  /** Undefined where the provider gave none. */
  readonly eventId: string | undefined;
  /** `unknown` where the provider gave none. */
  readonly type: string;
  /** True if there is an id and the signature does not cover it. */
  readonly idUnsigned: boolean;
}

/** Reads id and type. Only for requests whose signature held. */
export function readEvent(provider: Provider, document: Document): EventFacts {
  for (const source of provider.eventId ?? []) {
    const eventId = idText(document.read(source));
    if (eventId !== undefined) {
      const idUnsigned = !isUnderSignature(source, provider.scheme);
      return { eventId, type: readType(provider, document), idUnsigned };
    }
  }
  return { eventId: undefined, type: readType(provider, document), idUnsigned: false };
}

const plainId = /^[\x21-\x7e]{1,200}$/;

/**
 * An id as text that fits a key and a log line. Others keep their identity as a hash. A number that
 * JSON.parse may have rounded is no id: two events must never share one.
 */
function idText(value: Scalar | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  if (plainId.test(value)) return value;
  return `sha256:${createHash('sha256').update(value).digest('hex')}`;
}

function readType(provider: Provider, document: Document): string {
  for (const source of provider.eventType ?? []) {
    const value = document.read(source);
    const type = typeof value === 'boolean' ? '' : String(value ?? '');
    if (/^[\x20-\x7e]{1,128}$/.test(type)) return type;
  }
  return 'unknown';
}
