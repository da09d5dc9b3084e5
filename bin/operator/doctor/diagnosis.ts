/** Each is a line of `doctor --help`, and a value in its JSON. */
export const checks = {
  versions: 'what is deployed is what this checkout says',
  functions: 'functions are able to run, and the governor is run each minute',
  queues: 'queues keep events long enough, hide them long enough, and move them to the right place',
  mappings: 'each queue is worked on, unless a breaker or a person holds it',
  secrets: 'signing, forwarding and upstream secrets are there, and are no placeholders',
  tables: 'tables drop what is over, can be restored, and have their index',
  bodies: 'stored bodies outlive both queues, and no record',
  logs: 'logs are kept, and not for ever',
  alarms: 'alarms are there, and somebody is told',
  clocks: "this machine's clock and AWS's agree",
  leftovers: 'nothing waits in an integration that is not on the list any more',
} as const;

export type CheckName = keyof typeof checks;

/** What one look at one thing came to, where it did not come to "all is well". */
export type Diagnosis =
  | {
      readonly kind: 'problem';
      /** What is wrong, and what comes of it. */
      readonly problem: string;
      /** How to mend it: a command, or what to do. */
      readonly mend: string;
    }
  | { readonly kind: 'unchecked'; readonly why: string };

/** One look at one thing. Examinations do not depend on each other. */
export interface Examination {
  readonly check: CheckName;
  /** The integration that it is about, or the stage. */
  readonly subject: string;
  examine(): Promise<readonly Diagnosis[]>;
}

export interface Finding {
  readonly check: CheckName;
  readonly subject: string;
  readonly problem: string;
  readonly mend: string;
}

export interface Unchecked {
  readonly check: CheckName;
  readonly subject: string;
  readonly why: string;
}

export interface Examined {
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
}

export function problem(text: string, mend: string): Diagnosis {
  return { kind: 'problem', problem: text, mend };
}

export function unchecked(why: string): Diagnosis {
  return { kind: 'unchecked', why };
}
