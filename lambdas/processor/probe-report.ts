/** What the governor asks a processor: find out how an upstream is. */
export interface ProbeRequest {
  /** Its name. */
  readonly probe: string;
}

/** What a processor answers. How the upstream is, its breaker shows. */
export type ProbeReport =
  /** The declared probe was sent, as often as the breaker wants it. */
  | { readonly kind: 'asked' }
  /** It is not time for a probe, or the upstream declares none: an event finds out. */
  | { readonly kind: 'not-asked' }
  /** The credential is still the one that was refused. */
  | { readonly kind: 'same-credential' }
  /** The processor knows no such upstream: it is of another version than the governor. */
  | { readonly kind: 'unknown-upstream' };
