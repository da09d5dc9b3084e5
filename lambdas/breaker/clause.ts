import type { Mode, Snapshot, State } from './snapshot.ts';

/**
 * What must still be true when a write lands. A write names its clauses; each store checks them in its
 * own way, DynamoDB as one condition expression.
 *
 * `epoch-is` is the protocol: an epoch fixes state, mode, lease and refused credential, so whoever still
 * has the epoch has all of them as they were decided on. The other clauses are a second lock: no run can
 * reach a case in which they alone refuse a write. They hold where an item was changed by hand or by a
 * restore that kept the epoch, and they say what a transition starts from where its write is read.
 */
export type Clause =
  /** Nobody has made a transition since. It alone fences every late write. */
  | { readonly kind: 'epoch-is'; readonly epoch: number }
  | { readonly kind: 'state-is'; readonly state: State['kind'] }
  | { readonly kind: 'mode-is'; readonly mode: Mode['kind'] }
  | { readonly kind: 'lease-is-held-by'; readonly owner: string }
  /** The credential that was refused is not the one that is there now. */
  | { readonly kind: 'refused-credential-is-not'; readonly credentialVersion: string };

export const epochIs = (epoch: number): Clause => ({ kind: 'epoch-is', epoch });
export const stateIs = (state: State['kind']): Clause => ({ kind: 'state-is', state });
export const modeIs = (mode: Mode['kind']): Clause => ({ kind: 'mode-is', mode });
export const leaseIsHeldBy = (owner: string): Clause => ({ kind: 'lease-is-held-by', owner });
export const refusedCredentialIsNot = (credentialVersion: string): Clause => ({
  kind: 'refused-credential-is-not',
  credentialVersion,
});

/** The meaning of a clause; a store that cannot call this must agree with it. */
export function holds(clause: Clause, { epoch, state, mode }: Snapshot): boolean {
  switch (clause.kind) {
    case 'epoch-is':
      return epoch === clause.epoch;
    case 'state-is':
      return state.kind === clause.state;
    case 'mode-is':
      return mode.kind === clause.mode;
    case 'lease-is-held-by':
      return state.kind === 'half-open' && state.lease?.owner === clause.owner;
    case 'refused-credential-is-not':
      return mode.kind === 'isolated' && mode.credentialVersion !== clause.credentialVersion;
  }
}
