/** Events of one type that an integration ignored, because its `types` does not list them. */
export interface IgnoredType {
  readonly type: string;
  readonly count: number;
}

/** Records which events were ignored, and how many of each type. */
export interface IgnoredEvents {
  /**
   * Marks an event as ignored, and so as done. It still runs if it is delivered again after `types` lists its type.
   *
   * @returns `known` if the event is done, is running, or was ignored before: nothing was written
   */
  mark(integration: string, eventId: string): Promise<'marked' | 'known'>;
  /** Adds to the counts that `status` shows. */
  count(integration: string, counts: readonly IgnoredType[]): Promise<void>;
}

/** Days for which `status` shows counts, today included. */
export const countedDays = 7;
