/** Index of the event table that holds what lies in the dead-letter queues, by time of death. */
export const listedIndexName = 'dead-letters';
/** Its sort key; only items that lie in a dead-letter queue have this attribute. */
export const listedAtAttribute = 'listedAt';

/** No event's key begins with `#`: integration names begin with a letter. */
export function deadLetterPartition(integration: string): string {
  return `#dead-letters#${integration}`;
}
