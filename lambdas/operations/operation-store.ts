import type { Operation, OperationCounts } from './operation.ts';

/** Keeps what people did to dead letters. */
export interface OperationStore {
  begin(operation: Operation): Promise<void>;
  /** Overwrites counts and state. */
  note(id: string, counts: OperationCounts, state: Operation['state']): Promise<void>;
  /** The newest first. */
  recent(most: number): Promise<Operation[]>;
}
