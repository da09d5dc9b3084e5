import type { AdmittedCall } from '../../lambdas/breaker/admitted-call.ts';
import type { BreakerEvent } from '../../lambdas/breaker/breaker-event.ts';
import type { ConditionalWrite } from '../../lambdas/breaker/conditional-write.ts';
import { untouched, type Snapshot } from '../../lambdas/breaker/snapshot.ts';
import { unread, type View } from '../../lambdas/breaker/view.ts';

/** One state of the explored system: what stands in the table, and how far everybody is. */
export interface World {
  /** In ticks. */
  readonly time: number;
  readonly stored: Snapshot;
  readonly environments: readonly Environment[];
  /** A write whose sender is gone, or a person's: it lands some day, or never. */
  readonly adrift: Flight | undefined;
  /** Version of the credential that is there now. */
  readonly credential: number;
  /** How many ids were given out. */
  readonly ids: number;
}

export interface Environment {
  readonly view: View;
  readonly activity: Activity;
}

export type Activity =
  | { readonly kind: 'idle' }
  /** Its write was answered; now it asks again. */
  | { readonly kind: 'asking'; readonly caller: string }
  | { readonly kind: 'writing'; readonly caller: string; readonly flight: Flight }
  | {
      readonly kind: 'calling';
      readonly call: AdmittedCall;
      /** It finds out for the others. */
      readonly isProbe: boolean;
      readonly credentialVersion: string;
    };

/** A write on its way, and what it was decided on. */
export interface Flight {
  readonly write: ConditionalWrite;
  readonly event: BreakerEvent;
  /** Epoch of the snapshot that it was decided on. */
  readonly decidedIn: number;
}

export function beginning(environments: number): World {
  return {
    ...{ time: 0, stored: untouched, adrift: undefined, credential: 1, ids: 0 },
    environments: Array.from({ length: environments }, () => ({
      view: unread,
      activity: { kind: 'idle' },
    })),
  };
}
