import { noNotes, type GovernorNotes } from './notes.ts';
import type { GovernorRecord, TakenRecord } from './ports.ts';

/** The record of one process: for tests and simulations. */
export class MemoryGovernorRecord implements GovernorRecord {
  #notes: GovernorNotes;
  #scheduledAt: number | undefined;
  #lease: { readonly owner: string; readonly endsAt: number } | undefined;

  constructor(notes: GovernorNotes = noNotes) {
    this.#notes = notes;
  }

  async take(
    owner: string,
    now: number,
    leaseMs: number,
    scheduled: boolean,
  ): Promise<TakenRecord | undefined> {
    if (this.#lease !== undefined && now < this.#lease.endsAt) return undefined;
    this.#lease = { owner, endsAt: now + leaseMs };
    if (scheduled) this.#scheduledAt = now;
    return { notes: this.#notes, scheduledAt: this.#scheduledAt };
  }

  async save(owner: string, notes: GovernorNotes): Promise<boolean> {
    if (this.#lease?.owner !== owner) return false;
    this.#notes = notes;
    return true;
  }

  async release(owner: string): Promise<void> {
    if (this.#lease?.owner === owner) this.#lease = undefined;
  }
}
