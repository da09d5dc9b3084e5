import type { Webhook } from '../event/webhook.ts';
import type { Provider } from '../verification/provider.ts';
import type { RejectionReason } from '../verification/rejection.ts';
import type { Answer } from '../verification/webhook-request.ts';
import type { UnusableReason } from './signing-secrets.ts';

/** What became of one request. `report.ts` says it to people, `answer-webhook.ts` to the provider. */
export type Decision =
  | {
      readonly kind: 'accepted';
      readonly webhook: Webhook;
      readonly answer: Answer | undefined;
      /** Which secret made the signature: the one added last, or one that is being rotated out. */
      readonly secret: 'current' | 'previous';
      /** When that secret was added, where it is the current one and that is known; ms since the epoch. */
      readonly secretSince?: number | undefined;
      readonly bodyIn: 'queue' | 'bucket';
    }
  | { readonly kind: 'handshake'; readonly answer: Answer }
  | { readonly kind: 'rejected'; readonly reason: RefusalReason }
  | { readonly kind: 'fault'; readonly reason: FaultReason; readonly detail: string };

/** The request is at fault. The codes are an interface: metric, alarm and runbook use them. */
export type RefusalReason = RejectionReason | 'unknown-integration';

/** We are at fault, and the provider is asked to try again. */
export type FaultReason =
  UnusableReason | 'secrets-unreachable' | 'not-stored' | 'out-of-time' | 'unexpected';

/** What is known of the request beside the decision; `provider` only once the integration is known. */
export interface Circumstances {
  readonly correlationId: string;
  readonly startedAt: number;
  readonly bytes: number;
  readonly integration: string | undefined;
  readonly provider: Provider | undefined;
}
