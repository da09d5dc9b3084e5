import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { permissionsIn } from './support/policies.ts';
import { forwarded, handled, stackOf } from './support/synthesize.ts';

const orders = handled('orders', {
  limits: { timeoutSeconds: 45, maxConcurrency: 7, memoryMb: 256 },
});
const template = stackOf({ integrations: [orders] }, 'breakwater-dev-orders');
const forwarding = stackOf({ integrations: [forwarded('hooks')] }, 'breakwater-dev-hooks');

const here = '<AWS::Region>:<AWS::AccountId>';
const defaultEventBus =
  'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default';
const tables = `arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev`;
const bodies = 'arn:<AWS::Partition>:s3:::breakwater-dev-bodies-<AWS::AccountId>-<AWS::Region>';
const writeLogs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const useItems = [
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
].map((action) => `dynamodb:${action}`);

describe('the processor of an integration', () => {
  it('runs under the limits of its definition', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'breakwater-dev-processor-orders',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 45,
      MemorySize: 256,
    });
  });

  it('is told by name what belongs to it', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          STAGE: 'dev',
          QUEUE_URL: Match.anyValue(),
          DEAD_LETTER_QUEUE_URL: Match.anyValue(),
          IDEMPOTENCY_TABLE: 'breakwater-dev-idempotency',
          EVENT_TABLE: 'breakwater-dev-events',
          BODY_BUCKET: Match.anyValue(),
          FORWARD_SECRET: Match.absent(),
        },
      },
    });
  });

  it('takes batches of ten, answers for each event, and never more at once than it may', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });

  it('leaves a paused mapping paused: no template says whether it is enabled', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { Enabled: Match.absent() });
  });

  it('may do nothing but what it needs, to nothing but its own', () => {
    expect(permissionsIn(template)).toEqual({
      '<ProcessingProcessorLogs.Arn>': writeLogs,
      '<ProcessingWorkEvents.Arn>': [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
      ],
      '<ProcessingWorkDeadLetters.Arn>': [
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
      [`${tables}-idempotency`]: useItems,
      [`${tables}-events`]: useItems,
      [`${tables}-breakers`]: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      [defaultEventBus]: ['events:PutEvents'],
      [`${bodies}/orders/*`]: ['s3:GetObject'],
      [`${bodies}/orders/dead-letters/*`]: ['s3:PutObject'],
      [bodies]: ['s3:ListBucket'],
    });
  });

  it('signs forwards with a secret of its own, which CloudFormation makes and nobody else may read', () => {
    forwarding.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'breakwater/dev/forward/hooks',
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
    forwarding.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { FORWARD_SECRET: 'breakwater/dev/forward/hooks' } },
    });
    expect(permissionsIn(forwarding)).toMatchObject({
      '<SecretsForward>': ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    });
  });
});

describe('the signing secret of an integration', () => {
  it('begins as "none yet", by a value that no later deployment writes again', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'breakwater/dev/signing/orders',
      SecretString: '{"secrets":[]}',
    });
  });
});

describe('the outputs of an integration', () => {
  it('tell the URL for the provider, and what to do next', () => {
    template.hasOutput('WebhookUrl', {
      Value: { 'Fn::Join': ['', [Match.anyValue(), '/webhooks/orders']] },
    });
    template.hasOutput('NextStep', {
      Value: Match.stringLikeRegexp('npm run breakwater -- secret add orders --stage dev'),
    });
  });
});
