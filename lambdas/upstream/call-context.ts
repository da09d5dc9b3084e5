import type { Run } from '../event/run.ts';
import type { Webhook } from '../event/webhook.ts';
import type { Clock, Random } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import type { UpstreamError } from '../contract/upstream-error.ts';
import type { CredentialSource } from './credentials/credential-source.ts';
import type { UpstreamGate } from './gate.ts';
import type { SharedTools } from './shared-tools.ts';
import type { StepStore, UndoPlan } from './step-store.ts';

/** All that calls within one run of one event need from outside. */
export interface CallContext {
  readonly webhook: Webhook;
  readonly run: Run;
  /** 1 for the event's first run that counts; later runs make one request per call. */
  readonly attempt: number;
  readonly clock: Clock;
  /**
   * Milliseconds by which the clocks of two environments may differ.
   * @default two minutes
   */
  readonly clockSkewMs?: number;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly steps: StepStore;
  readonly credentials: CredentialSource;
  /** @default everybody is admitted */
  readonly gate?: UpstreamGate;
  /** What the environment keeps between runs: make it once, with `sharedTools(clock)`. */
  readonly tools: SharedTools;
}

/** The clients of one run, and what the processor does with them around the handler. */
export interface UpstreamSession<Name extends string = string> {
  readonly clients: Readonly<Record<Name, UpstreamClient>>;
  /**
   * Call it when the handler has returned, before the event counts as done: waits for calls that the
   * handler did not await, and throws if one of those failed or if it is open whether a step happened though
   * the handler swallowed the error.
   */
  finish(): Promise<void>;
  /** Call it when the handler has thrown: waits for calls that the handler did not await. Never throws. */
  drain(): Promise<void>;
  /** The first call of which nobody can say whether it happened, also where the handler hid it. */
  unknownOutcome(): UpstreamError | undefined;
  /** The undoing that an earlier run began and did not end. Ask before the handler runs: it must not. */
  pendingUndo(): Promise<Pick<UndoPlan, 'reason' | 'error'> | undefined>;
  /**
   * Takes completed steps back, last first, because the event is refused for good (`PermanentError`, a
   * rejected step): never because attempts ran out. Then dead-letter the event with the same reason.
   * @throws UpstreamError if an undo must wait (retry, park) or failed for good (`undo-failed`), or
   * if a step's outcome is unknown (`outcome-unknown`; nothing is undone then).
   */
  undo(why: Pick<UndoPlan, 'reason' | 'error'>): Promise<'undone' | 'nothing-to-undo'>;
}

/** `createUpstreamClients`, as whoever runs handlers is given it. */
