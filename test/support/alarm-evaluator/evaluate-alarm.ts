import { evaluateMath, type Value } from './metric-math.ts';
import type { Series, Statistic } from './series.ts';
import { queriesOf, type AlarmQueries, type TemplateAlarm } from './template-alarm.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What AWS leaves open. An alarm must be right whatever it is. */
export interface Behaviour {
  readonly fillsEmptySeries: boolean;
  /** Periods before those that are evaluated, from which CloudWatch takes values where some are missing. */
  readonly furtherPeriods: number;
}

export const behaviours: readonly Behaviour[] = [true, false].flatMap((fillsEmptySeries) =>
  [0, 2].map((furtherPeriods) => ({ fillsEmptySeries, furtherPeriods })),
);

export interface StateChange {
  /** Minutes since the beginning of the script. */
  readonly minute: number;
  readonly state: AlarmState;
}

/**
 * Runs an alarm through a script as CloudWatch does: once a minute, over periods that end with that
 * minute. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluateAlarm(
  alarm: TemplateAlarm,
  series: Series,
  minutes: number,
  behaviour: Behaviour,
): StateChange[] {
  const queries = queriesOf(alarm);
  const statistics = queries.metrics.map(
    ({ id, identity, statistic }) => [id, series.statistic(identity, statistic)] as const,
  );
  const changes: StateChange[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  const warmUpMinutes = alarm.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    if (minute <= warmUpMinutes) continue;
    const range = alarm.EvaluationPeriods + behaviour.furtherPeriods;
    const points = pointsBefore(minute * 60, range, queries, statistics, behaviour);
    const next = stateAfter(alarm, points, state);
    if (next !== state) changes.push({ minute, state: next });
    state = next;
  }
  return changes;
}

/** The values of the last `count` periods before `end`, the newest first. */
function pointsBefore(
  end: number,
  count: number,
  { expressions, returned, periodSeconds }: AlarmQueries,
  statistics: readonly (readonly [id: string, statistic: Statistic])[],
  { fillsEmptySeries }: Behaviour,
): Value[] {
  const values = new Map(
    statistics.map(([id, statistic]) => [
      id,
      Array.from({ length: count }, (_, back) => {
        const to = end - back * periodSeconds;
        return statistic(to - periodSeconds, to);
      }),
    ]),
  );
  const value = (id: string, back: number): Value => {
    const metric = values.get(id);
    if (metric !== undefined) return metric[back];
    const expression = expressions.find((one) => one.id === id);
    if (expression === undefined) throw new SyntaxError(`nothing is called ${id}`);
    return evaluateMath(expression.text, {
      value: (other) => value(other, back),
      hasAny: (other) => values.get(other)?.some((point) => point !== undefined) ?? true,
      fillsEmptySeries,
    });
  };
  return Array.from({ length: count }, (_, back) => value(returned, back));
}

/** "How alarm state is evaluated when data is missing", in the page named above. */
function stateAfter(
  alarm: TemplateAlarm,
  points: readonly Value[],
  before: AlarmState,
): AlarmState {
  const { EvaluationPeriods: wanted, TreatMissingData: missing = 'missing' } = alarm;
  const needed = alarm.DatapointsToAlarm ?? wanted;
  const real = points.filter((point) => point !== undefined).slice(0, wanted);
  const breaching = real.filter((point) => breaches(alarm, point)).length;
  const absent = wanted - real.length;
  switch (missing) {
    case 'notBreaching':
      return breaching >= needed ? 'ALARM' : 'OK';
    case 'breaching':
      return breaching + absent >= needed ? 'ALARM' : 'OK';
    case 'ignore':
    case 'missing':
      if (breaching >= needed) return 'ALARM';
      if (real.length - breaching > wanted - needed) return 'OK';
      if (real.length === 0 && missing === 'missing') return 'INSUFFICIENT_DATA';
      return before;
    default:
      throw new TypeError(`TreatMissingData ${missing} is not known`);
  }
}

function breaches({ ComparisonOperator, Threshold }: TemplateAlarm, point: number): boolean {
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return point >= Threshold;
    case 'GreaterThanThreshold':
      return point > Threshold;
    case 'LessThanThreshold':
      return point < Threshold;
    case 'LessThanOrEqualToThreshold':
      return point <= Threshold;
    default:
      throw new TypeError(`the comparison ${ComparisonOperator} is not known`);
  }
}
