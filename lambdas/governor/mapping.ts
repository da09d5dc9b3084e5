import type { FleetIntegration } from './fleet.ts';
import type { Pause } from './pause.ts';

/** An event source mapping as Lambda tells it. */
export interface Mapping {
  readonly id: string;
  /** `changing`: an earlier order is still being carried out, and no other is taken. */
  readonly state: 'enabled' | 'disabled' | 'changing';
  /** Undefined where it has no bound. */
  readonly maximumConcurrency: number | undefined;
}

/** What the governor wants of a mapping. A disabled one has whatever concurrency it has. */
export type WantedMapping =
  { readonly kind: 'disabled' } | { readonly kind: 'enabled'; readonly maximumConcurrency: number };

/** Only an operator stops an integration: a breaker holds events one by one. */
export function wantedMapping(
  { maxConcurrency }: FleetIntegration,
  pause: Pause | undefined,
): WantedMapping {
  return pause === undefined
    ? { kind: 'enabled', maximumConcurrency: maxConcurrency }
    : { kind: 'disabled' };
}

export function isAsWanted(mapping: Mapping, wanted: WantedMapping): boolean {
  if (wanted.kind === 'disabled') return mapping.state === 'disabled';
  return mapping.state === 'enabled' && mapping.maximumConcurrency === wanted.maximumConcurrency;
}
