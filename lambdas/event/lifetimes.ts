/** SQS keeps a message at most this long; both queues of an integration do. */
export const queueRetentionDays = 14;

/**
 * How long records and stored bodies are kept after they were last written: the longest documented
 * redelivery window of a provider (Adyen, 30 days), 14 days in the queue, 14 in the dead-letter
 * queue, and a margin. Each attempt, dead letter and replay renews them, so that a replay can never
 * repeat an effect.
 */
export const recordLifetimeDays = 65;

/**
 * An event that has waited until a day before the queue would drop it is dead-lettered instead, by a
 * send of its own, whose fourteen days start afresh.
 */
export const expiresWaitingAfterDays = queueRetentionDays - 1;

export const dayMs = 24 * 60 * 60 * 1_000;
