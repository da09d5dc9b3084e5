import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { handled, stackOf } from './support/synthesize.ts';

const days = 86_400;
const integrations = [handled('orders', { limits: { timeoutSeconds: 45 } })];
const template = stackOf({ integrations }, 'breakwater-dev-orders');

describe('the queue of an integration', () => {
  it('hides an event six times as long as its function may take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'breakwater-dev-events-orders',
      VisibilityTimeout: 6 * 45,
    });
  });

  it('keeps events fourteen days, as its dead-letter queue does', () => {
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    expect(queues.map(({ Properties }) => Properties.MessageRetentionPeriod)).toEqual([
      14 * days,
      14 * days,
    ]);
  });

  it('leaves redrive by SQS as a far backstop', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'breakwater-dev-events-orders',
      RedrivePolicy: { maxReceiveCount: 1_000, deadLetterTargetArn: Match.anyValue() },
    });
  });

  it('is the only one that may redrive into its dead-letter queue', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'breakwater-dev-dead-orders',
      RedriveAllowPolicy: {
        redrivePermission: 'byQueue',
        sourceQueueArns: [endsWith(':breakwater-dev-events-orders')],
      },
    });
  });

  it('is encrypted and takes nothing over plain HTTP, and so is its dead-letter queue', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourcePropertiesCountIs(
      'AWS::SQS::QueuePolicy',
      {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Effect: 'Deny',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ],
        },
      },
      2,
    );
  });
});

function endsWith(end: string): object {
  return { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`${end}$`)])] };
}
