import type { HeldWait } from '../event/held-message.ts';
import type { ProbeReport } from '../processor/probe-report.ts';
import type { Mapping, WantedMapping } from './mapping.ts';
import type { PauseRecord } from './pause.ts';
import type { GovernorNotes } from './notes.ts';

/** Lambda's side of the queues. */
export interface Mappings {
  /** By integration; one that has no mapping is missing. */
  read(): Promise<ReadonlyMap<string, Mapping>>;
  /** @returns `busy` where Lambda is not ready to take the order: the next run gives it again */
  set(mapping: Mapping, wanted: WantedMapping): Promise<'accepted' | 'busy'>;
}

export interface QueueCounts {
  /** Messages that could be received now. */
  readonly visible: number;
  /** Messages that are being worked on, or hidden until later. */
  readonly inFlight: number;
  readonly deadLetters: number;
}

export interface Queues {
  /** Undefined where the integration has no queue: it is not deployed yet. */
  count(integration: string): Promise<QueueCounts | undefined>;
}

/** An integration's own processor, asked to find out how an upstream is. */
export interface Probes {
  /** @returns `unanswered` where it is still at it after `patienceMs`: the breaker will show what came of it */
  probe(
    integration: string,
    upstream: string,
    patienceMs: number,
  ): Promise<ProbeReport | { readonly kind: 'unanswered' }>;
}

/** An integration's own processor, told to dead-letter what has waited too long: nobody else reads the queue. */
export interface Expiry {
  /** Resolves when it has the order; what comes of it the queues show. */
  begin(integration: string): Promise<void>;
}

/** A message that waits for an upstream. */
export interface HeldMessage extends HeldWait {
  readonly receiptHandle: string;
  readonly text: string;
}

/** The hold queues, one for each upstream. Nothing but the governor receives from them. */
export interface HoldQueues {
  /** Messages in it; undefined where there is no such queue. Right to about a minute. */
  count(upstream: string): Promise<number | undefined>;
  /**
   * Oldest first, by and large.
   *
   * @param most 1 to 10
   * @param hiddenSeconds until they can be received again, unless they are removed
   */
  receive(upstream: string, most: number, hiddenSeconds: number): Promise<readonly HeldMessage[]>;
  /**
   * Sends messages to the queues of their integrations, and removes each from here that was stored there.
   *
   * @returns how many that were
   */
  sendBack(upstream: string, messages: readonly HeldMessage[]): Promise<number>;
}

export interface Pauses {
  /** By integration; those that are over are among them. */
  all(): Promise<ReadonlyMap<string, PauseRecord>>;
}

export interface TakenRecord {
  readonly notes: GovernorNotes;
  /** When the last scheduled run began; milliseconds since the Unix epoch. Undefined before the first. */
  readonly scheduledAt: number | undefined;
}

/** What the governor remembers, and which of its runs may act. */
export interface GovernorRecord {
  /**
   * @param scheduled the run is one of each minute, not one that a change of a breaker has asked for
   * @returns undefined while another run has the lease
   */
  take(
    owner: string,
    now: number,
    leaseMs: number,
    scheduled: boolean,
  ): Promise<TakenRecord | undefined>;
  /** @returns false where another run has taken the lease since: nothing is written */
  save(owner: string, notes: GovernorNotes): Promise<boolean>;
  /** Changes nothing where another run has taken the lease since. */
  release(owner: string): Promise<void>;
}
