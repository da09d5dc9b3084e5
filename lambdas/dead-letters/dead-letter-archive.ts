/** Keeps what dead letters hold, untouched, for longer than their queue does. */
export interface DeadLetterArchive {
  /** Resolves once the message's text is stored; storing it again renews its time. */
  keep(integration: string, id: string, messageText: string): Promise<void>;
  /** Undefined where it was never archived, or its time is over. */
  read(integration: string, id: string): Promise<string | undefined>;
}

/** Where archived dead letters lie in the bucket of bodies. */
export function archivePrefix(integration: string): string {
  return `${integration}/dead-letters/`;
}
