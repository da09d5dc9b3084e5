import { percent, trueOrFalse, wholeNumber, type Rule } from '../../setting-rule.ts';

/** Thresholds that one integration may have of its own, by `thresholdsOf`. */
export interface IntegrationThresholds {
  /**
   * Failed share of an integration's handler runs, in percent, that raises its alarm.
   * @default 10
   */
  readonly errorRatePercent: number;
  /**
   * Handler runs within five minutes below which the error rate means nothing and stays silent.
   * @default 20
   */
  readonly errorRateMinimumRuns: number;
  /**
   * Dead letters of one integration that raise its alarm.
   * @default 1
   */
  readonly deadLetters: number;
  /**
   * Minutes that an event may be ready to run without being run, before that raises the alarm. At
   * least twice the time limit of the integration's handler, whatever stands here.
   * @default 15
   */
  readonly overdueMinutes: number;
}

/** When somebody is called. Each key has a default that stays quiet on a system that works. */
export interface AlarmSettings extends IntegrationThresholds {
  /**
   * Thresholds of single integrations, by name: `{ 'stripe-orders': { errorRatePercent: 2 } }`.
   * @default none: all have the stage's
   */
  readonly thresholdsOf: Readonly<Record<string, Partial<IntegrationThresholds>>>;
  /**
   * Share of the requests to one upstream, in percent, that it fails to answer properly: not reached,
   * cut off, 5xx, malformed. Above half its breaker opens anyway.
   * @default 20
   */
  readonly upstreamErrorRatePercent: number;
  /**
   * Requests to an upstream within five minutes below which its error rate means nothing.
   * @default 20
   */
  readonly upstreamMinimumRequests: number;
  /**
   * Minutes for which a breaker may be open before the outage needs a person.
   * @default 60
   */
  readonly breakerOpenMinutes: number;
  /**
   * Hours for which a person may hold a breaker or an integration before being reminded of it.
   * @default 24
   */
  readonly heldByPersonHours: number;
  /**
   * Days that a dead letter may lie, of the fourteen that its queue keeps it.
   * @default 11
   */
  readonly deadLetterDays: number;
  /**
   * Share of webhooks within fifteen minutes, in percent, answered 5xx: the fault is ours.
   * @default 10
   */
  readonly faultPercent: number;
  /**
   * How much of the shortest patience among the providers in use, in percent, 95 of 100 answers may take.
   * @default 60
   */
  readonly patiencePercent: number;
  /**
   * Share of requests, in percent, that are not let in, for other reasons than a rotated secret.
   * @default 50
   */
  readonly rejectedPercent: number;
  /**
   * Share of requests, in percent, turned away because there are too many at once.
   * @default 1
   */
  readonly throttledPercent: number;
  /**
   * True gives each integration and each upstream the alarms that are otherwise the fleet's, and some
   * more. What that costs: docs/costs.md.
   * @default false: their alarm tells that one of them has it, and `breakwater status` which
   */
  readonly alarmsPerIntegration: boolean;
  /**
   * Where the people who get alarms read the runbook.
   * @default 'docs/runbook.md': in the repository
   */
  readonly runbookUrl: string;
}

export const defaultAlarmSettings: AlarmSettings = {
  errorRatePercent: 10,
  errorRateMinimumRuns: 20,
  deadLetters: 1,
  overdueMinutes: 15,
  thresholdsOf: {},
  upstreamErrorRatePercent: 20,
  upstreamMinimumRequests: 20,
  breakerOpenMinutes: 60,
  heldByPersonHours: 24,
  deadLetterDays: 11,
  faultPercent: 10,
  patiencePercent: 60,
  rejectedPercent: 50,
  throttledPercent: 1,
  alarmsPerIntegration: false,
  runbookUrl: 'docs/runbook.md',
};

const thresholdRules: Readonly<Record<keyof IntegrationThresholds, Rule>> = {
  errorRatePercent: percent,
  errorRateMinimumRuns: wholeNumber(1, 1_000_000),
  deadLetters: wholeNumber(1, 1_000_000),
  overdueMinutes: wholeNumber(1, 10_080),
};

export const alarmRules: Readonly<Record<keyof AlarmSettings, Rule>> = {
  ...thresholdRules,
  thresholdsOf: {
    accepts: (value) => isRecord(value) && Object.values(value).every(isThresholds),
    expected:
      'integrations by name, each with any of ' +
      Object.entries(thresholdRules)
        .map(([name, { expected }]) => `${name} (${expected})`)
        .join(', '),
  },
  upstreamErrorRatePercent: percent,
  upstreamMinimumRequests: wholeNumber(1, 1_000_000),
  breakerOpenMinutes: wholeNumber(1, 10_080),
  heldByPersonHours: wholeNumber(1, 312),
  deadLetterDays: wholeNumber(1, 13),
  faultPercent: percent,
  patiencePercent: percent,
  rejectedPercent: percent,
  throttledPercent: percent,
  alarmsPerIntegration: trueOrFalse,
  runbookUrl: {
    accepts: (value) => typeof value === 'string' && /^[^\s#]+$/.test(value),
    expected:
      'an address without spaces and without "#", such as "https://wiki.example.com/runbook"',
  },
};

/** The thresholds of one integration: the stage's, or its own where it has some. */
export function thresholdsOf(settings: AlarmSettings, integration: string): IntegrationThresholds {
  return { ...settings, ...settings.thresholdsOf[integration] };
}

function isThresholds(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, threshold]) =>
        Object.hasOwn(thresholdRules, name) &&
        thresholdRules[name as keyof IntegrationThresholds].accepts(threshold),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
