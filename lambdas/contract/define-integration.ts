import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Webhook } from '../event/webhook.ts';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import type { Log } from '../runtime/log.ts';
import type { UpstreamDefinition, UpstreamClient } from './define-upstream.ts';
import type { EventTypePattern } from './event-types.ts';

export type Upstreams = Readonly<Record<string, UpstreamDefinition>>;

/** What a handler is given beside the event: one client per upstream under its own name, and these. */
export type HandlerContext<U extends Upstreams> = {
  readonly [Name in keyof U]: UpstreamClient;
} & {
  /** Logs with the correlation id, event id and integration already in each line. */
  readonly log: Log;
  /** The webhook as it was sent: raw body, headers, type, ids. */
  readonly webhook: Webhook;
  /** Aborts when this run's time is over. */
  readonly signal: AbortSignal;
  /** 1 for the first run that counts. */
  readonly attempt: number;
};

/** Names that `HandlerContext` keeps for itself; an upstream cannot be called so. */
export const reservedUpstreamNames = ['log', 'webhook', 'signal', 'attempt'] as const;

/** How an integration's processor is run. Each has a default that suits most. */
export interface IntegrationLimits {
  /**
   * Seconds one batch may take; the queue's visibility timeout is six times this, as AWS asks for. So an
   * event whose environment is killed comes back after six times this.
   * @default 60
   */
  readonly timeoutSeconds?: number;
  /**
   * Most processor environments at once, 2 to 1000 (Lambda's own bounds for an SQS mapping).
   * @default 10
   */
  readonly maxConcurrency?: number;
  /**
   * Runs of the handler before a failing event is dead-lettered, 1 to 100.
   * @default 5
   */
  readonly maxAttempts?: number;
  /**
   * Memory of the processor in MB.
   * @default 512
   */
  readonly memoryMb?: number;
}

/** Choices about verification that belong to one integration, not to its provider. */
export interface VerificationOptions {
  /**
   * What happens to a body that was seen before under another event id, where the provider does not
   * sign its ids.
   * @default 'report': counted and processed
   */
  readonly replaySuspected?: 'report' | 'refuse';
}

interface IntegrationBase<P extends ProviderChoice = ProviderChoice> {
  /** In the URL, the queue's and the stack's name: lower-case letters, digits and dashes, at most 30. */
  readonly name: string;
  /** Id from the catalog, or the data of a scheme of your own (`genericHmac({...})`). */
  readonly provider: P;
  /**
   * Types of the events that run: `['payment_intent.succeeded', 'invoice.*']`. An event of another type is done as
   * `ignored`: neither the schema nor the handler sees it, no endpoint gets it, and no attempt is used up. An event
   * without a type has the type `unknown`, and runs where the list has `unknown` or `*`. Synth refuses a type that a
   * known provider does not have.
   * @default every type
   */
  readonly types?: readonly EventTypePattern<P>[];
  readonly limits?: IntegrationLimits;
  /**
   * What happens to the events of the integration while one of its upstreams is down.
   *
   * `pause`: all of them wait in the hold queue of the upstream, those that do not need it too, without a run.
   * `continue`: each of them runs. Those that do not need the upstream are done; those that call it wait in its hold
   * queue from then on.
   *
   * Either way they come back within about a minute after the upstream does, at its recovery rate.
   * @default 'pause'
   */
  readonly whenUpstreamDown?: 'pause' | 'continue';
  readonly verification?: VerificationOptions;
}

export interface HandledIntegration<
  Event = unknown,
  U extends Upstreams = Upstreams,
  P extends ProviderChoice = ProviderChoice,
> extends IntegrationBase<P> {
  /** Any Standard Schema (zod, valibot, arktype …). A payload that does not match is dead-lettered. */
  readonly event?: StandardSchemaV1<unknown, Event>;
  /** @default none */
  readonly upstreams?: U;
  /**
   * What it returns is kept as JSON text with the event's record, up to 100,000 bytes; a value that is no JSON is
   * omitted with a warning, and the event is done all the same. What it may throw: docs/handlers.md.
   */
  handle(event: Event, context: HandlerContext<U>): Promise<unknown>;
  readonly forward?: undefined;
}

export interface ForwardedIntegration<
  P extends ProviderChoice = ProviderChoice,
> extends IntegrationBase<P> {
  /**
   * Your own endpoint. It gets each verified event by POST, signed in the Standard Webhooks way, at
   * least once with a stable `webhook-id`. `http:` only for loopback.
   */
  readonly forward: string;
  readonly handle?: undefined;
  readonly event?: undefined;
  readonly upstreams?: undefined;
}

/** A handled integration of any event and any upstreams: what a list of them holds. */
export interface AnyHandledIntegration extends IntegrationBase {
  readonly event?: StandardSchemaV1;
  readonly upstreams?: Upstreams;
  handle(event: never, context: never): Promise<unknown>;
  readonly forward?: undefined;
}

/** One integration: one URL, one list of secrets, one queue, one handler. */
export type Integration = AnyHandledIntegration | ForwardedIntegration;

/** Declares an integration. Pure: synth reads its names and limits, the processor runs its handler. */
export function defineIntegration<
  Event,
  const U extends Upstreams = Record<never, never>,
  const P extends ProviderChoice = ProviderChoice,
>(definition: HandledIntegration<Event, U, P>): HandledIntegration<Event, U, P>;
export function defineIntegration<const P extends ProviderChoice>(
  definition: ForwardedIntegration<P>,
): ForwardedIntegration<P>;
export function defineIntegration(definition: unknown): unknown {
  return definition;
}
