import type { QueueRecord } from './queue-record.ts';

/** The integration's queue as the governor has it worked on, while its mapping is disabled. */
export interface PausedQueue {
  /**
   * Hidden for at least as long as a run may take. Empty where none can be received now.
   *
   * @param most 1 to 10
   */
  receive(most: number): Promise<readonly QueueRecord[]>;
  remove(receiptHandle: string): Promise<void>;
}
