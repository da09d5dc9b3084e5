/** SQS keeps a message at most this long; both queues of an integration do. */
export const queueRetentionDays = 14;

/**
 * How long a record is kept after it was last written, and a stored body after it came: the longest
 * documented redelivery window of a provider (Adyen, 30 days), 14 days in the queue, 14 in the
 * dead-letter queue, and a margin. Each attempt, dead letter and replay renews the records, so that a
 * replay never repeats an effect. Of a body only our own replays renew the time: an event that SQS's redrive
 * brings back again and again until it is over, from a body too big for the queue, ends as `body-missing`.
 */
export const recordLifetimeDays = 65;

/**
 * An event that has waited until a day before the queue would drop it is dead-lettered instead, by a
 * send of its own, whose fourteen days start afresh.
 */
export const expiresWaitingAfterDays = queueRetentionDays - 1;

export const dayMs = 24 * 60 * 60 * 1_000;
