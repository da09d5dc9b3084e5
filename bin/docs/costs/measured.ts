/** What one event asks of AWS. `test/local/calls-per-event.test.ts` measures it and fails where it differs. */
export interface EventCost {
  /** Write request units of DynamoDB. */
  readonly writeUnits: number;
  /** Read request units of DynamoDB. */
  readonly readUnits: number;
  /** Requests to SQS that our code makes; Lambda's own receive and delete come on top. */
  readonly sqsRequests: number;
  readonly s3Writes: number;
  readonly s3Reads: number;
  /** Log lines and metrics that our code writes. */
  readonly logBytes: number;
}

export type EventStory =
  | 'done, without an upstream'
  | 'done, with one step at an upstream'
  | 'forwarded to an endpoint'
  | 'a duplicate of one that is done'
  | 'failed once, done at the second try'
  | 'dead-lettered at once'
  | 'that dead letter replayed by a person, then done';

const nothing = { writeUnits: 0, readUnits: 0, sqsRequests: 0, s3Writes: 0, s3Reads: 0 };

/** On an environment that has just started: later ones have the breaker's state in memory. */
export const eventCosts: Readonly<Record<EventStory | 'verified', EventCost>> = {
  verified: { ...nothing, sqsRequests: 1, logBytes: 760 },
  'done, without an upstream': { ...nothing, writeUnits: 4, readUnits: 1, logBytes: 600 },
  'done, with one step at an upstream': {
    ...nothing,
    writeUnits: 6,
    readUnits: 2,
    logBytes: 1_350,
  },
  'forwarded to an endpoint': { ...nothing, writeUnits: 4, readUnits: 1, logBytes: 1_370 },
  'a duplicate of one that is done': {
    ...nothing,
    writeUnits: 2,
    readUnits: 0.5,
    logBytes: 640,
  },
  'failed once, done at the second try': {
    ...nothing,
    writeUnits: 12,
    readUnits: 3,
    sqsRequests: 1,
    logBytes: 2_350,
  },
  'dead-lettered at once': {
    ...nothing,
    writeUnits: 7,
    readUnits: 1,
    sqsRequests: 1,
    s3Writes: 1,
    logBytes: 1_300,
  },
  'that dead letter replayed by a person, then done': {
    ...nothing,
    writeUnits: 17,
    readUnits: 5,
    sqsRequests: 6,
    logBytes: 1_350,
  },
};

/** A look at one integration without dead letters: its two queues, its index, what waits, what it ignored, its breaker, its mapping. */
export const lookCost = { sqsRequests: 2, readUnits: 6 };
