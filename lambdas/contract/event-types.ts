import type { KnownEventTypes } from '../providers/event-types/known-event-types.ts';

/**
 * An event type as the provider writes it, or a pattern in which each `*` stands for any text, including
 * dots and slashes: `invoice.*`, `orders/*`, `*`. If the provider's types are known, any other type does not compile.
 */
export type EventTypePattern<Provider = unknown> = Provider extends keyof KnownEventTypes
  ? KnownEventTypes[Provider][number] | 'unknown' | `${string}*${string}`
  : string;

/** Whether an event of that type runs. `unknown`, the type of an event without one, is matched like any other. */
export function wantsType(types: readonly string[] | undefined, type: string): boolean {
  return types === undefined || types.some((pattern) => matchesType(pattern, type));
}

/** Always linear in the length of both, because the type comes from outside. */
export function matchesType(pattern: string, type: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return pattern === type;
  if (!type.startsWith(start) || type.length < start.length + end.length) return false;
  const last = type.length - end.length;
  let from = start.length;
  for (const part of parts) {
    const at = type.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= last && type.endsWith(end);
}
