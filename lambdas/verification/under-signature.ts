import type { Document } from './document.ts';
import type { Provider } from './provider.ts';
import type { MessagePart, Scheme } from './scheme.ts';
import type { Source } from './source.ts';

/**
 * Whether the scheme's signature proves a value found at `source`. It does not prove values that are signed without a
 * separator: `ab` + `c` and `a` + `bc` have the same signature.
 */
export function isUnderSignature(source: Source, scheme: Scheme): boolean {
  if (scheme.kind === 'token') return false;
  const { message } = scheme;
  // Names and values of a form are signed without separators, directly after the preceding part.
  if (message.some((part) => isPart(part, 'sorted-form'))) return false;
  switch (source.in) {
    case 'header':
      return message.some(
        (part, at) =>
          isPart(part, 'header') &&
          part.name === source.name &&
          part.alias === source.alias &&
          standsApart(message, at),
      );
    case 'joined':
      return source.of.every((one) => isUnderSignature(one, scheme));
    case 'query':
      return message.some((part, at) => isPart(part, 'url') && standsApart(message, at));
    case 'json':
    case 'form':
    case 'form-json':
      return message.some((part) => isPart(part, 'body'));
  }
}

/** Fixed text, a checked timestamp or nothing on both sides. */
function standsApart(message: readonly MessagePart[], at: number): boolean {
  return [message[at - 1], message[at + 1]].every(
    (part) => part === undefined || typeof part === 'string' || part.part === 'timestamp',
  );
}

/**
 * Whether bytes may have moved between query and body, if both are signed without a separator (`[url, body]`). If the
 * event is JSON, the signed body begins where the JSON begins.
 */
export function mayHaveMoved(provider: Provider, document: Document): boolean {
  const { scheme, eventId = [], eventType = [] } = provider;
  const readsJson = [...eventId, ...eventType].some((source) => source.in === 'json');
  if (scheme.kind === 'token' || !readsJson) return false;
  const joined = scheme.message.some(
    (part, at) => isPart(part, 'url') && isPart(scheme.message[at + 1], 'body'),
  );
  const { query, body } = document.request;
  const canMove = query !== '' || body[0] === questionMark;
  return joined && canMove && document.content().kind !== 'json';
}

const questionMark = 0x3f;

type PartName = Exclude<MessagePart, string>['part'];

function isPart<Name extends PartName>(
  part: MessagePart | undefined,
  name: Name,
): part is Extract<MessagePart, { part: Name }> {
  return typeof part === 'object' && part.part === name;
}
