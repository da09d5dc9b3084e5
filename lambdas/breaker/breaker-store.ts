import type { ConditionalWrite, WriteResult } from './conditional-write.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the fleet shares its circuits. A circuit is named by its upstream. */
export interface BreakerStore {
  /** `untouched` where nothing is written down. */
  read(circuit: string): Promise<Snapshot>;
  /** Lands as a whole or not at all; tells either way what stands there now. */
  write(circuit: string, write: ConditionalWrite): Promise<WriteResult>;
  /** Nobody calls before `until` (ms since the epoch). It only ever grows. */
  throttle(circuit: string, until: number): Promise<void>;
  /** Until then (ms since the epoch) events wait in line for their release; undefined ends it. */
  setDraining(circuit: string, until: number | undefined): Promise<void>;
}
