/** Events of one type that an integration ignored, because its `types` does not list them. */
export interface IgnoredType {
  readonly type: string;
  readonly count: number;
}

/** Remembers which events were ignored, and how many of which type. */
export interface IgnoredEvents {
  /**
   * Marks an event as done by ignoring it. It runs all the same if it comes again after `types` has come to list it.
   *
   * @returns `known` where the event is done, runs now, or was ignored before: nothing was written
   */
  mark(integration: string, eventId: string): Promise<'marked' | 'known'>;
  /** Adds to the counts that `status` shows. */
  count(integration: string, counts: readonly IgnoredType[]): Promise<void>;
}

/** Days for which `status` shows counts, today included. */
export const countedDays = 7;
