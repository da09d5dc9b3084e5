import type { Document } from './document.ts';
import type { EventBinding } from './event-binding.ts';
import type { Provider } from './provider.ts';
import { sha256, signedSha256 } from './signed-content.ts';
import { textWithout } from './json-value.ts';

/** The value of the first source that has one. */
export interface Found {
  readonly value: string | undefined;
  /** The signature covers every source that was tried, so no modified copy of the request gives another value. */
  readonly signed: boolean;
}

/**
 * Ties an event whose id or type is not signed to its signed content, as far as its provider's retries
 * allow (docs/adr/0072):
 *
 * - if nothing is signed, or the id itself is, the id alone identifies the event;
 * - if the catalog knows what retries change, other content under the same id is refused;
 * - if nothing is known, other content under the same id is a separate event.
 */
export function bindEvent(
  { scheme, redelivery }: Provider,
  document: Document,
  url: string,
  { id, type }: { readonly id: Found; readonly type: Found },
): EventBinding {
  // If the provider sends no ids, equal content is a replay only if it has the same signed time.
  const withTime = id.value === undefined && id.signed;
  const signed = signedSha256(scheme, document.request, url, withTime);
  if (scheme.kind === 'token') return { signedSha256: signed };
  const binding = {
    signedSha256: signed,
    ...(!type.signed && { type: type.value ?? 'unknown' }),
  };
  if (id.signed || id.value === undefined) return binding;
  return redelivery === undefined
    ? { ...binding, contentSha256: signed, otherContent: 'own-event' }
    : { ...binding, contentSha256: stableSha256(redelivery, document, signed) };
}

/** Hash of the content without the JSON fields that a retry changes. */
function stableSha256(
  { changes }: NonNullable<Provider['redelivery']>,
  document: Document,
  signed: string,
): string {
  const paths = changes.flatMap((source) => (source.in === 'json' ? [source.path] : []));
  const content = paths.length === 0 ? undefined : document.content();
  return content?.kind === 'json' ? sha256(textWithout(content.text, paths)) : signed;
}
