/** What the governor asks a processor: find out how an upstream is. */
export interface ProbeRequest {
  /** Its name. */
  readonly probe: string;
}

/** What a processor answers. How the upstream is, its breaker shows. */
export type ProbeReport =
  /** The upstream was called. */
  | { readonly kind: 'called' }
  /** Events ran to their end, and none of them called it. */
  | { readonly kind: 'not-called' }
  /** No event was there to be run. */
  | { readonly kind: 'nothing-waits' }
  /** The breaker lets nobody through now, or the event got stuck before it came to the upstream. */
  | { readonly kind: 'held-back' }
  /** The credential is still the one that was refused. Nothing was received. */
  | { readonly kind: 'same-credential' }
  /** The processor knows no such upstream: it is of another version than the governor. */
  | { readonly kind: 'unknown-upstream' };
