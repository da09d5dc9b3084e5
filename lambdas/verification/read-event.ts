import { bindEvent, type Found } from './bind-event.ts';
import type { Document } from './document.ts';
import type { EventBinding } from './event-binding.ts';
import { idText } from './id-text.ts';
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
   * True if a copy of this request with other unsigned parts could have another id or type: the signature does not
   * cover them, or the request has no id.
   */
  readonly idUnsigned: boolean;
  /** Present if `idUnsigned` is true. */
  readonly binding?: EventBinding;
}

/**
 * Reads id and type. Only for requests with a verified signature.
 *
 * @param url the public URL with its raw query
 */
export function readEvent(provider: Provider, document: Document, url: string): EventFacts {
  const id = findFirst(provider, provider.eventId ?? [], (source) => readId(source, document));
  const type = findFirst(provider, provider.eventType ?? [], (source) =>
    readType(source, document),
  );
  const facts = { eventId: id.value, type: type.value ?? 'unknown' };
  const idSigned = id.signed && id.value !== undefined;
  if (idSigned && type.signed) return { ...facts, idUnsigned: false };
  return { ...facts, idUnsigned: true, binding: bindEvent(provider, document, url, { id, type }) };
}

function findFirst(
  { scheme }: Provider,
  sources: readonly Source[],
  read: (source: Source) => string | undefined,
): Found {
  let signed = true;
  for (const source of sources) {
    signed &&= isUnderSignature(source, scheme);
    const value = read(source);
    if (value !== undefined) return { value, signed };
  }
  return { value: undefined, signed };
}

function readId(source: Source, document: Document): string | undefined {
  return idText(document.readText(source));
}

function readType(source: Source, document: Document): string | undefined {
  const value = document.read(source);
  const type = typeof value === 'boolean' ? '' : String(value ?? '');
  return /^[\x20-\x7e]{1,128}$/.test(type) ? type : undefined;
}
