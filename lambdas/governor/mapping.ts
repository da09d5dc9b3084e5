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
