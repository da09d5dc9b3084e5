/** What goes wrong at random. Each is a probability, for each time that it could. */
export interface Hazards {
  /** A process that waits for something never goes on: its environment is gone. */
  readonly killed: number;
  /** A request to an AWS service does not arrive. */
  readonly requestLost: number;
  /** A request to an AWS service is carried out, and the answer does not come back. */
  readonly answerLost: number;
  /** The queue hands a message out again though somebody has it, or has deleted it. */
  readonly duplicated: number;
  /** The upstream does what it was asked to, and the connection breaks before it says so. */
  readonly upstreamSilent: number;
  /** The upstream answers 503 before it does anything. */
  readonly upstreamRefuses: number;
  /** Clocks of two environments differ by up to twice this, in milliseconds: the one thing that is no probability. */
  readonly clockOffsetMs: number;
}

export const noHazards: Hazards = {
  killed: 0,
  requestLost: 0,
  answerLost: 0,
  duplicated: 0,
  upstreamSilent: 0,
  upstreamRefuses: 0,
  clockOffsetMs: 0,
};
