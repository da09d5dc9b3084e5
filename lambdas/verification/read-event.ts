import { createHash } from 'node:crypto';
import type { Document, Scalar } from './document.ts';
import type { Provider } from './provider.ts';
import type { Source } from './source.ts';
import { isUnderSignature } from './under-signature.ts';

/** What the queue needs to know of an event. */
export interface EventFacts {
  /** Undefined where the provider gave none. */
  readonly eventId: string | undefined;
  /** `unknown` where the provider gave none. */
  readonly type: string;
  /**
   * True where the provider has an id that its signature does not cover, also when this request came
   * without it: whoever sends a captured request again may change such an id, or leave it out.
   */
  readonly idUnsigned: boolean;
}

/** Reads id and type. Only for requests whose signature held. */
export function readEvent(provider: Provider, document: Document): EventFacts {
  const sources = provider.eventId ?? [];
  return {
    eventId: firstId(sources, document),
    type: readType(provider, document),
    idUnsigned: sources.some((source) => !isUnderSignature(source, provider.scheme)),
  };
}

function firstId(sources: readonly Source[], document: Document): string | undefined {
  for (const source of sources) {
    const id = idText(document.read(source));
    if (id !== undefined) return id;
  }
  return undefined;
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
