import type { Report, Slot } from './slot.ts';

/** Where environments tell each other how an upstream answers. */
export interface SlotStore {
  /**
   * Adds to a slot, without a condition: no two reports are ever in each other's way. A late one adds to
   * its own epoch, where nobody looks any more.
   */
  add(circuit: string, epoch: number, index: number, report: Report): Promise<void>;
  /** The newest slots, newest epoch first and newest slot first within it. Only slots somebody reported. */
  newest(circuit: string, limit: number): Promise<readonly Slot[]>;
}
