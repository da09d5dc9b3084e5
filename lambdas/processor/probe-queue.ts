import type { QueueRecord } from './queue-record.ts';

/** The integration's queue as a probe works on it: message by message, while its mapping is disabled. */
export interface ProbeQueue {
  /** Hidden for at least as long as a run may take. Undefined where none can be received now. */
  receive(): Promise<QueueRecord | undefined>;
  remove(receiptHandle: string): Promise<void>;
}
