import type { HistoryEntry } from './snapshot.ts';

/** What rules on the event bus match. */
export const breakerEventSource = 'breakwater';
export const breakerChangedType = 'Breaker changed';

/** The detail of the EventBridge event. An interface: users' rules read it. */
export interface ChangeDetail extends Omit<HistoryEntry, 'at'> {
  /** `<upstream>#<epoch>`: the same however often the change is published. */
  readonly id: string;
  readonly stage: string;
  readonly upstream: string;
  /** ISO 8601. */
  readonly at: string;
}

export function changeDetail(
  stage: string,
  upstream: string,
  { at, ...change }: HistoryEntry,
): ChangeDetail {
  const id = `${upstream}#${String(change.epoch)}`;
  return { id, stage, upstream, at: new Date(at).toISOString(), ...change };
}
