import type { Snapshot } from '../breaker/snapshot.ts';
import type { Fleet } from './fleet.ts';
import type { GovernorNotes } from './notes.ts';
import type { PauseRecord } from './pause.ts';
import type { QueueCounts } from './ports.ts';
import type { Mapping } from './mapping.ts';

/** What one run of the governor has found, by name. What could not be read is missing. */
export interface Readings {
  /** With what is left of integrations that were taken off the list. */
  readonly fleet: Fleet;
  readonly notes: GovernorNotes;
  /** By upstream. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** By integration, as all that follow. */
  readonly pauses: ReadonlyMap<string, PauseRecord>;
  readonly mappings: ReadonlyMap<string, Mapping>;
  readonly counts: ReadonlyMap<string, QueueCounts>;
  /** Messages in hold queues; by upstream. */
  readonly held: ReadonlyMap<string, number>;
  /** Integrations that have no queue: their stack is not deployed yet. */
  readonly absent: ReadonlySet<string>;
}
