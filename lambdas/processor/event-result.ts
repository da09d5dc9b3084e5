import type { Json } from './outcome.ts';

/** DynamoDB items end at 400 KB; a result is a note about an event, not a store. */
export const maxResultBytes = 100_000;

export type EventResult =
  | { readonly kind: 'kept'; readonly result: Json }
  /** The event is done all the same: its effects have happened. */
  | { readonly kind: 'omitted'; readonly why: string };

/** What a handler returned, as JSON that can be stored: `undefined` is null, a Date its ISO text. */
export function eventResult(returned: unknown): EventResult {
  let text: string | undefined;
  try {
    text = JSON.stringify(returned);
  } catch {
    return { kind: 'omitted', why: 'it is not JSON (a cycle or a BigInt)' };
  }
  if (text === undefined) return { kind: 'kept', result: null };
  const bytes = Buffer.byteLength(text);
  return bytes > maxResultBytes
    ? { kind: 'omitted', why: `it has ${String(bytes)} bytes; ${String(maxResultBytes)} are kept` }
    : { kind: 'kept', result: JSON.parse(text) as Json };
}
