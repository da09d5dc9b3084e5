import { matchesType } from '../lambdas/contract/event-types.ts';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { catalog } from '../lambdas/providers/catalog.ts';
import { knownEventTypes } from '../lambdas/providers/event-types/known-event-types.ts';
import { didYouMean } from './near-matches.ts';
import { shown } from './shown-value.ts';

/** As `readType` of the verifier lets them through. */
const typePattern = /^[\x20-\x7e]{1,128}$/;

/** What is wrong with an integration's `types`: a list that lets nothing through, or types that nobody sends. */
export function eventTypeProblems({ provider, types }: Integration): string[] {
  if (types === undefined) return [];
  const given: unknown = types;
  if (!Array.isArray(given) || given.length === 0) {
    return [
      `types: expected a list of at least one event type or pattern; got ${shown(given)}. Leave it out to run ` +
        'events of every type.',
    ];
  }
  const found = typeof provider === 'string' ? catalog.find(({ id }) => id === provider) : provider;
  if (found !== undefined && (found.eventType ?? []).length === 0) {
    return [
      `types: ${found.name} gives its events no type, so each of them is \`unknown\`. Leave \`types\` out.`,
    ];
  }
  const known = typeof provider === 'string' ? knownTypesOf(provider) : undefined;
  return given.flatMap((pattern: unknown) => problemOf(pattern, provider, known));
}

function problemOf(
  pattern: unknown,
  provider: Integration['provider'],
  known: readonly string[] | undefined,
): string[] {
  if (typeof pattern !== 'string' || !typePattern.test(pattern)) {
    return [`types: expected 1 to 128 printable ASCII characters; got ${shown(pattern)}.`];
  }
  if (pattern !== pattern.trim()) {
    return [
      `types: expected no space at either end of a type, because none matches it; got ${shown(pattern)}.`,
    ];
  }
  const isKnown =
    known === undefined ||
    pattern === 'unknown' ||
    known.some((type) => matchesType(pattern, type));
  if (isKnown) return [];
  return [
    `types: ${shown(pattern)} matches no event type of ${String(provider)}.${didYouMean(pattern, known)} ` +
      `All types: lambdas/providers/event-types/${String(provider)}.ts; add it there if it is newer than the list.`,
  ];
}

function knownTypesOf(provider: string): readonly string[] | undefined {
  return Object.entries(knownEventTypes).find(([id]) => id === provider)?.[1];
}
