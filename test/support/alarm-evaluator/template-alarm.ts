import { identityOf, type MetricKey } from './series.ts';

/** `AWS::CloudWatch::Alarm` as it stands in a template. */
export interface TemplateAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
  readonly WarmUpConfiguration?: { readonly WarmUpPeriodDurationInMinutes: number };
  readonly Metrics?: readonly TemplateQuery[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly TemplateDimension[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface TemplateDimension {
  readonly Name: string;
  readonly Value: unknown;
}

interface TemplateMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly TemplateDimension[];
}

export interface TemplateQuery {
  readonly Id: string;
  readonly ReturnData?: boolean;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: TemplateMetric;
    readonly Period: number;
    readonly Stat: string;
  };
}

/** One metric that an alarm reads, and how. */
export interface MetricQuery {
  readonly id: string;
  readonly key: MetricKey;
  /** The same as a text. */
  readonly identity: string;
  readonly statistic: string;
  readonly periodSeconds: number;
}

export interface AlarmQueries {
  readonly metrics: readonly MetricQuery[];
  readonly expressions: readonly { readonly id: string; readonly text: string }[];
  /** Id of what is compared with the threshold. */
  readonly returned: string;
  readonly periodSeconds: number;
}

/** @throws TypeError for an alarm that CloudWatch would refuse */
export function queriesOf(alarm: TemplateAlarm): AlarmQueries {
  const queries = alarm.Metrics ?? [singleMetric(alarm)];
  const metrics = queries.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            id: Id,
            key: keyOf(MetricStat.Metric),
            identity: identityOf(keyOf(MetricStat.Metric)),
            statistic: MetricStat.Stat,
            periodSeconds: MetricStat.Period,
          },
        ],
  );
  const expressions = queries.flatMap(({ Id, Expression }) =>
    Expression === undefined ? [] : [{ id: Id, text: Expression }],
  );
  const returned = queries.filter(({ ReturnData = true }) => ReturnData);
  const [only] = returned;
  const periods = new Set(metrics.map(({ periodSeconds }) => periodSeconds));
  if (only === undefined || returned.length > 1 || periods.size !== 1 || metrics.length > 10) {
    throw new TypeError(`${alarm.AlarmName} is not an alarm that CloudWatch takes.`);
  }
  const [periodSeconds = 0] = periods;
  return { metrics, expressions, returned: only.Id, periodSeconds };
}

function singleMetric(alarm: TemplateAlarm): TemplateQuery {
  const { Namespace = '', MetricName = '', Dimensions, Period = 0 } = alarm;
  return {
    Id: 'm',
    MetricStat: {
      Metric: { Namespace, MetricName, ...(Dimensions && { Dimensions }) },
      Period,
      Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
    },
  };
}

/** A value that only CloudFormation knows is written as `<its name>`. */
function keyOf({ Namespace, MetricName, Dimensions = [] }: TemplateMetric): MetricKey {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(
      Dimensions.map(({ Name, Value }) => [Name, typeof Value === 'string' ? Value : `<${Name}>`]),
    ),
  };
}
