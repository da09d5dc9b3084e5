import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { handled, stackOf } from './support/synthesize.ts';

const settings = { errorRatePercent: 5, errorRateMinimumRuns: 40, deadLetters: 3 };
const template = stackOf({ settings }, 'breakwater-dev-orders');
const everyAlarm = Object.values(template.findResources('AWS::CloudWatch::Alarm'));

describe('the alarms of an integration', () => {
  it('all go to the topic of the stage, and say when they are over', () => {
    const topic = {
      'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':breakwater-dev-alarms$')])],
    };
    expect(everyAlarm.length).toBeGreaterThan(0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [topic],
      OKActions: [topic],
    });
  });

  it('watch the share of failed runs, and not at all while there are too few of them', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'breakwater-dev-orders-error-rate',
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: Match.stringLikeRegexp('^IF\\(.* >= 40, 100 \\* ') }),
        Match.objectLike({
          MetricStat: Match.objectLike({
            Metric: {
              Namespace: 'Breakwater/dev',
              MetricName: 'Retried',
              Dimensions: [
                { Name: 'integration', Value: 'orders' },
                { Name: 'service', Value: 'processor' },
              ],
            },
          }),
        }),
      ]),
    });
  });

  it('watch what lies in the dead-letter queue, not what was sent there', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'breakwater-dev-orders-dead-letters',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'breakwater-dev-dead-orders' }],
      Statistic: 'Maximum',
      Threshold: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });
});

describe('the dashboard of a stage', () => {
  const bodyWith = (...names: string[]) => {
    const core = stackOf({ integrations: names.map((name) => handled(name)) }, 'breakwater-dev');
    return JSON.stringify(core.findResources('AWS::CloudWatch::Dashboard'));
  };

  it('is the same whatever integrations there are', () => {
    expect(bodyWith('orders', 'refunds')).toBe(bodyWith('orders'));
    expect(bodyWith('orders')).not.toContain('orders');
  });

  it.each([
    'Accepted',
    'Rejected',
    'Done',
    'Retried',
    'DeadLettered',
    'ApproximateNumberOfMessagesVisible',
    'ApproximateAgeOfOldestMessage',
  ])('shows %s', (metric) => {
    expect(bodyWith('orders')).toContain(metric);
  });
});
