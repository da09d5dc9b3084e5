/** One event that was received at least once and stays in its queue, as far as its settling knew. */
export interface WaitingEvent {
  /** SQS's id of the message: stays the same from receive to receive, and every message has one. */
  readonly messageId: string;
  /** When the message entered the queue. Milliseconds since the Unix epoch, as all times here. */
  readonly sentAt: number;
  /** Empty where the message cannot be read (yet). */
  readonly eventId: string;
  /** When SQS shows it again. */
  readonly comesBackAt: number;
  /**
   * Since when it waits for no good reason: since it was sent, or since the end of the last wait that
   * somebody asked for.
   */
  readonly dueSince: number;
  /** What it waits for; undefined in entries of older versions. */
  readonly reason?: WaitReason;
}

/** Why an event stays in its queue, as `status` shows it. */
export interface WaitReason {
  /** Name of the error that its last run ended with: `StoreUnavailable`, `RetryLaterError`. */
  readonly error: string;
  /** The upstream that failed. */
  readonly upstream?: string;
  /** Why it waits for that upstream, or how its call failed; undefined in entries of older versions. */
  readonly cause?: string;
}

/** What settling a message once more changes about its wait. */
export interface Wait {
  readonly messageId: string;
  readonly sentAt: number;
  readonly eventId: string;
  readonly comesBackAt: number;
  /** An upstream, its breaker or the handler asked for this wait: it is nobody's fault. */
  readonly onPurpose: boolean;
  /** @default unknown */
  readonly reason?: WaitReason;
}

/** How long the integration's events wait before they are first received, and when one last left. */
export interface Progress {
  readonly movedAt: number;
  /** Longest wait of a message that left at its first receive, as one environment saw it. */
  readonly waitedMs: number;
}

export interface OldestWaiting {
  /** The oldest ones, in no particular order. */
  readonly events: readonly WaitingEvent[];
  /** False where there are more than these. */
  readonly complete: boolean;
}

/**
 * Which events wait in a queue, for whoever cannot look into it: SQS can be neither listed nor searched,
 * and its own `ApproximateAgeOfOldestMessage` leaves out what was received three times or more. An index
 * and not the truth: whatever it says, the queue decides.
 */
export interface WaitingIndex {
  wait(integration: string, wait: Wait): Promise<void>;
  left(integration: string, message: Pick<Wait, 'messageId' | 'sentAt'>): Promise<void>;
  /** Not called for each message: once in a while is enough. */
  moved(integration: string, progress: Progress): Promise<void>;
  oldest(integration: string): Promise<OldestWaiting>;
  progress(integration: string): Promise<Progress | undefined>;
}
