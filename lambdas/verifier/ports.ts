import type { BodyReference } from '../event/webhook-message.ts';
import type { Clock, Random } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Routes } from './routes.ts';
import type { SigningSecrets } from './signing-secrets.ts';
import type { WrongSignatures } from './wrong-signatures.ts';

/** Everything the verifier needs of the world. */
export interface VerifierDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly wrongSignatures: WrongSignatures;
  readonly routes: Routes;
  /** Base of the webhook URLs as providers know it, without a trailing slash. */
  readonly publicBaseUrl: string;
  readonly secrets: SigningSecrets;
  readonly queue: WebhookQueue;
  readonly bodies: BodyStore;
}

export interface WebhookQueue {
  /** Resolves only once the queue has stored these very characters; rejects otherwise. */
  send(integration: string, message: string, signal: AbortSignal): Promise<void>;
}

/** Keeps bodies that are too big for the queue. */
export interface BodyStore {
  /** Resolves only once the bytes are stored. */
  store(key: string, body: Buffer, signal: AbortSignal): Promise<BodyReference>;
}
