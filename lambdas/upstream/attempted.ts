import type { Hold } from './gate.ts';
import type { RequestFailure, RequestResult } from './send.ts';

export type GatedResult = (
  Extract<RequestResult, { kind: 'answer' }> | ({ readonly kind: 'failed' } & GatedFailure)
) & {
  /** It took a second request, with a fresh credential. */
  readonly renewed?: true;
};

export interface GatedFailure extends RequestFailure {
  /** The event shall wait, because of what is known of the upstream by now. */
  readonly hold?: Hold | undefined;
}

/** The result of a request, and the version of the grant that it was last made with. */
export interface Attempted {
  readonly result: GatedResult;
  readonly grantVersion: string | undefined;
}
