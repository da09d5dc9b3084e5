import type { ConditionalWrite, WriteResult } from './conditional-write.ts';
import type { Pace, Snapshot } from './snapshot.ts';

/** Where the fleet shares its circuits. A circuit is named by its upstream. */
export interface BreakerStore {
  /** `untouched` where nothing is written down. */
  read(circuit: string): Promise<Snapshot>;
  /** Lands as a whole or not at all; tells either way what stands there now. */
  write(circuit: string, write: ConditionalWrite): Promise<WriteResult>;
  /** Nobody calls before `until` (ms since the epoch). It only ever grows. */
  throttle(circuit: string, until: number): Promise<void>;
  /** The governor's word on how fast events that have waited may go on; undefined for no bound. */
  setPace(circuit: string, pace: Pace | undefined): Promise<void>;
}
