import type { Scheme } from './scheme.ts';
import type { Source } from './source.ts';

/** Whether a value found at `source` is proven by the scheme's signature. */
export function isUnderSignature(source: Source, scheme: Scheme): boolean {
  if (scheme.kind === 'token') return false;
  const covers = (...parts: readonly string[]) =>
    scheme.message.some((part) => typeof part !== 'string' && parts.includes(part.part));
  switch (source.in) {
    case 'header':
      return scheme.message.some(
        (part) =>
          typeof part !== 'string' &&
          part.part === 'header' &&
          part.name === source.name &&
          part.alias === source.alias,
      );
    case 'query':
      return covers('url');
    case 'json':
      return covers('body') || scheme.bodyHash !== undefined;
    case 'form':
    case 'form-json':
      return covers('body', 'sorted-form');
  }
}
