import type { BreakerEvent, TripRule } from './breaker-event.ts';

/** A call that the breaker let through. */
export interface AdmittedCall {
  readonly caller: string;
  /** In which it was let through: what it learns holds for that one only. */
  readonly epoch: number;
  /** Set where it is a probe: it must be over by then. */
  readonly deadline?: number | undefined;
}

/** What the end of a call says about its upstream. */
export type CallEnd =
  | { readonly kind: 'alive' | 'busy' | 'neither' }
  /** With the rule that says by now that the upstream is down. */
  | { readonly kind: 'failed'; readonly rule?: TripRule | undefined }
  | {
      readonly kind: 'credential-refused';
      readonly credentialVersion: string;
      readonly reason: string;
    };

/** What its circuit hears of a call that ended; undefined where that could change nothing. */
export function eventOf(
  { caller, epoch, deadline }: AdmittedCall,
  end: CallEnd,
  { id, random }: { readonly id: string; readonly random: number },
): BreakerEvent | undefined {
  if (end.kind === 'credential-refused') return { ...end, id, epoch };
  if (deadline !== undefined) {
    return { kind: 'probed', id, epoch, caller, result: end.kind, random };
  }
  return end.kind === 'failed' && end.rule !== undefined
    ? { kind: 'tripped', id, epoch, rule: end.rule, random }
    : undefined;
}
