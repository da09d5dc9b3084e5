/** Length of a slot: the finest that environments tell each other. */
export const slotMs = 2_000;

/** What the fleet tells of two seconds of one epoch. Numbers are estimates: a report may stand for many calls. */
export interface Slot {
  readonly epoch: number;
  /** Since the Unix epoch, counted in slots. */
  readonly index: number;
  readonly failed: number;
  readonly alive: number;
  /** Environments that reported anything … */
  readonly environments: ReadonlySet<string>;
  /** … and those among them that reported a failure. */
  readonly failing: ReadonlySet<string>;
  /** Hashes of the ids of events that met a 403. */
  readonly forbidden: ReadonlySet<string>;
}

/** What one environment adds to a slot. */
export interface Report {
  readonly environment: string;
  readonly failed: number;
  readonly alive: number;
  readonly forbidden?: string | undefined;
}

export function slotIndex(at: number): number {
  return Math.floor(at / slotMs);
}

export function emptySlot(epoch: number, index: number): Slot {
  const nobody: ReadonlySet<string> = new Set();
  return {
    ...{ epoch, index, failed: 0, alive: 0 },
    ...{ environments: nobody, failing: nobody, forbidden: nobody },
  };
}

/** What a store does with a report. */
export function addReport(slot: Slot, report: Report): Slot {
  const { environment, failed, alive, forbidden } = report;
  return {
    ...slot,
    failed: slot.failed + failed,
    alive: slot.alive + alive,
    environments: withMember(slot.environments, environment),
    failing: failed > 0 ? withMember(slot.failing, environment) : slot.failing,
    forbidden: forbidden === undefined ? slot.forbidden : withMember(slot.forbidden, forbidden),
  };
}

function withMember(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return set.has(member) ? set : new Set([...set, member]);
}
