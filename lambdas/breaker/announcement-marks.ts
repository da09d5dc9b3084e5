/** Which changes of a circuit were published, written down beside it. */
export interface AnnouncementMarks {
  /**
   * Every change up to `epoch` was published.
   *
   * @param after epoch of the change before, which must be the last one that was published, or else
   *   nothing is written: the mark never passes a gap. 0 where there was none before.
   */
  markAnnounced(circuit: string, epoch: number, after: number | 'any'): Promise<void>;
}
