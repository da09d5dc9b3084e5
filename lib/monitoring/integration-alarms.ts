import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type AlarmProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { topicArn } from '../arns.ts';
import type { IntegrationNames, StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { errorRate, queueMetric } from './metrics.ts';

export interface IntegrationAlarmsProps {
  readonly integration: string;
  readonly names: IntegrationNames;
  readonly stageNames: StageNames;
  readonly config: StageConfig;
}

/** What calls a person for one integration. */
export class IntegrationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: IntegrationAlarmsProps) {
    super(scope, id);
    const { integration, names, stageNames, config } = props;
    const action = new SnsAction(
      Topic.fromTopicArn(this, 'Topic', topicArn(this, stageNames.alarmTopic)),
    );
    const alarms: Readonly<Record<string, AlarmProps>> = {
      ErrorRate: {
        alarmName: `${names.stack}-error-rate`,
        alarmDescription:
          `More than ${String(config.errorRatePercent)} % of the handler runs of ${integration} ` +
          `failed in two of three periods of five minutes.`,
        metric: errorRate(stageNames.metricsNamespace, integration, config.errorRateMinimumRuns),
        threshold: config.errorRatePercent,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      DeadLetters: {
        alarmName: `${names.stack}-dead-letters`,
        alarmDescription: `Events of ${integration} wait in its dead-letter queue for a person.`,
        metric: queueMetric(names.deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
        threshold: config.deadLetters,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        // An idle queue stops reporting after six hours; what lies in it keeps it alarming till then.
        treatMissingData: TreatMissingData.IGNORE,
      },
    };
    for (const [alarmId, alarm] of Object.entries(alarms)) {
      const raised = new Alarm(this, alarmId, alarm);
      raised.addAlarmAction(action);
      raised.addOkAction(action);
    }
  }
}
