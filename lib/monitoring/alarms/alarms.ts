import { Tags } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type CfnAlarm,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { topicArn } from '../../arns.ts';
import { formatAlarmText } from '../../../lambdas/operations/alarm-text.ts';
import type { AlarmText } from '../../../lambdas/operations/alarm-text.ts';
import type { AlarmKind } from './alarm-kinds.ts';
import type { AlarmScope } from './alarm-scope.ts';

/** What calls a person, why, and what that person does first. */
export interface AlarmSpec extends Omit<AlarmText, 'runbook'> {
  /** Its section in the runbook. */
  readonly kind: AlarmKind;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default 'at-least' */
  readonly breaches?: 'at-least' | 'below';
  /** Periods that are looked at. */
  readonly periods: number;
  /** How many of them must breach. @default all */
  readonly ofWhich?: number;
  /** What a period without a value means. */
  readonly missing: 'fine' | 'breaching' | 'as-before';
  /** Minutes after its creation in which it says nothing. @default none */
  readonly warmUpMinutes?: number;
}

export interface AlarmsProps extends AlarmScope {
  /** What they are about: begins their names. */
  readonly subject: string;
}

const comparisons = {
  'at-least': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

const missingData = {
  fine: TreatMissingData.NOT_BREACHING,
  breaching: TreatMissingData.BREACHING,
  'as-before': TreatMissingData.IGNORE,
} as const;

/** Alarms on one subject. All go to the topic of the stage, and say when they are over. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, specs: readonly AlarmSpec[], props: AlarmsProps) {
    super(scope, id);
    const topic = topicArn(this, props.stageNames.alarmTopic);
    const action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topic));
    for (const spec of specs) {
      const alarm = new Alarm(this, constructId(spec.kind), {
        alarmName: `${props.subject}/${spec.kind}`,
        alarmDescription: formatAlarmText({
          ...spec,
          runbook: `${props.settings.runbookUrl}#${spec.kind}`,
        }),
        metric: spec.metric,
        threshold: spec.threshold,
        comparisonOperator: comparisons[spec.breaches ?? 'at-least'],
        evaluationPeriods: spec.periods,
        datapointsToAlarm: spec.ofWhich ?? spec.periods,
        treatMissingData: missingData[spec.missing],
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      if (spec.warmUpMinutes !== undefined) warmUp(alarm, spec.warmUpMinutes);
      Tags.of(alarm).add('severity', spec.severity);
    }
  }
}

function warmUp(alarm: Alarm, minutes: number): void {
  const resource = alarm.node.defaultChild as CfnAlarm;
  resource.warmUpConfiguration = {
    warmUpPeriodDurationInMinutes: minutes,
    onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
  };
}

/** `dead-letters` as `DeadLetters`. */
function constructId(kind: AlarmKind): string {
  return kind.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
