import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { recordLifetimeDays } from '../../lambdas/event/lifetimes.ts';
import { permissionsIn } from './support/policies.ts';
import { stackOf, type Synthesis } from './support/synthesize.ts';

const core = (synthesis: Synthesis = {}) =>
  stackOf(synthesis, `breakwater-${synthesis.stage ?? 'dev'}`);
const template = core();
const here = '<AWS::Region>:<AWS::AccountId>';

describe('the way in', () => {
  it('is one route, whatever the method', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'ANY /webhooks/{integration}',
    });
  });

  it('hands requests over in payload format 2.0', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
  });

  it('lets through what the stage says', () => {
    core({ settings: { requestsPerSecond: 30, requestBurst: 50 } }).hasResourceProperties(
      'AWS::ApiGatewayV2::Stage',
      { DefaultRouteSettings: { ThrottlingRateLimit: 30, ThrottlingBurstLimit: 50 } },
    );
  });

  it('logs each request without its body, headers or query, where tokens can be', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const format = String(stage?.Properties.AccessLogSettings.Format);
    expect(JSON.parse(format)).toMatchObject({ status: '$context.status', path: '$context.path' });
    expect(format).not.toMatch(/body|header|query|authoriz/i);
  });
});

describe('the verifier', () => {
  it('may only send events, read signing secrets and store bodies of its own stage', () => {
    expect(permissionsIn(template, 'Verifier')).toEqual({
      '<VerifierLogs.Arn>': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [`arn:<AWS::Partition>:sqs:${here}:breakwater-dev-events-*`]: ['sqs:SendMessage'],
      [`arn:<AWS::Partition>:secretsmanager:${here}:secret:breakwater/dev/signing/*`]: [
        'secretsmanager:GetSecretValue',
      ],
      'arn:<AWS::Partition>:s3:::breakwater-dev-bodies-<AWS::AccountId>-<AWS::Region>/*': [
        's3:PutObject',
      ],
      'arn:<AWS::Partition>:s3:::breakwater-dev-bodies-<AWS::AccountId>-<AWS::Region>/*/dead-letters/*':
        ['not s3:PutObject'],
    });
  });

  it('gives up before API Gateway does, so that a slow answer is its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 28 });
  });

  it('shares the concurrency of the account unless the stage reserves some for it', () => {
    const reserved = { ReservedConcurrentExecutions: 50 };
    template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: Match.absent(),
    });
    core({ settings: { verifierReservedConcurrency: 50 } }).hasResourceProperties(
      'AWS::Lambda::Function',
      reserved,
    );
  });

  it('takes the public address from the configuration where there is one', () => {
    const baseUrl = 'https://hooks.example.com/in';
    const custom = core({ settings: { baseUrl } });
    custom.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PUBLIC_BASE_URL: baseUrl } },
    });
    custom.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/breakwater/dev/base-url',
      Value: baseUrl,
    });
    custom.hasOutput('WebhookBaseUrl', { Value: `${baseUrl}/webhooks` });
  });
});

describe('the functions of the dashboard', () => {
  const records = `arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev-events`;
  const queues = `arn:<AWS::Partition>:sqs:${here}:breakwater-dev`;
  const breakers = `arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev-breakers`;
  const bodies = 'arn:<AWS::Partition>:s3:::breakwater-dev-bodies-<AWS::AccountId>-<AWS::Region>';
  const writesLog = ['logs:CreateLogStream', 'logs:PutLogEvents'];

  it('may, where they show, count, read and list, and change nothing', () => {
    const reads = ['dynamodb:GetItem', 'dynamodb:Query'];
    expect(permissionsIn(template, 'DashboardFunctionsViewRole')).toEqual({
      '<DashboardFunctionsViewLogs.Arn>': writesLog,
      [`${queues}-events-*`]: ['sqs:GetQueueAttributes'],
      [`${queues}-dead-*`]: ['sqs:GetQueueAttributes'],
      [`${queues}-held-*`]: ['sqs:GetQueueAttributes'],
      [records]: reads,
      [`${records}/index/dead-letters`]: reads,
      [breakers]: reads,
      [`arn:<AWS::Partition>:cloudwatch:${here}:alarm:*`]: ['cloudwatch:DescribeAlarms'],
      // IAM knows no resource for it.
      '*': ['lambda:ListEventSourceMappings'],
    });
  });

  it('may, where they act, replay dead letters, keep the books, release breakers and pause: nothing else', () => {
    const keeps = ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
    const keepsBooks = keeps.map((action) => `dynamodb:${action}`);
    expect(permissionsIn(template, 'DashboardFunctionsActRole')).toEqual({
      '<DashboardFunctionsActLogs.Arn>': writesLog,
      [`${queues}-events-*`]: ['sqs:SendMessage'],
      [`${queues}-dead-*`]: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      [records]: keepsBooks,
      [`${records}/index/dead-letters`]: keepsBooks,
      [breakers]: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      [bodies]: ['s3:ListBucket'],
      [`${bodies}/*`]: ['s3:GetObject', 's3:PutObject'],
    });
  });

  it('are two, because who may look may not act', () => {
    const names = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => (Properties as { FunctionName: string }).FunctionName,
    );
    expect(names).toEqual(
      expect.arrayContaining(['breakwater-dev-dashboard-view', 'breakwater-dev-dashboard-act']),
    );
    // API Gateway invokes the verifier; a schedule and a rule on changes of breakers invoke the governor.
    template.resourceCountIs('AWS::Lambda::Permission', 3);
  });
});

describe('the tables', () => {
  it('are paid by use, can be restored to any second, and forget by a time of their own', () => {
    for (const [TableName, AttributeName] of [
      ['breakwater-dev-idempotency', 'expiration'],
      ['breakwater-dev-events', 'expiresAt'],
    ]) {
      template.hasResourceProperties('AWS::DynamoDB::Table', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName, Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });
});

describe('the bucket for big bodies', () => {
  it('keeps them as long as records are kept, which is longer than both queues together', () => {
    expect(recordLifetimeDays).toBeGreaterThan(14 + 14);
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ ExpirationInDays: recordLifetimeDays, Status: 'Enabled' })],
      },
    });
  });

  it('is never public and never emptied by its stack', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });
});

describe('the alarm topic', () => {
  it('lets CloudWatch publish, for this account only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('has no key that CloudWatch may not use', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.absent() });
  });

  it('writes to the address of the stage, if it has one', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    core({ settings: { alarmEmail: 'ops@example.com' } }).hasResourceProperties(
      'AWS::SNS::Subscription',
      { Protocol: 'email', Endpoint: 'ops@example.com' },
    );
  });
});

describe('what a stage does with its data', () => {
  const kinds = [
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
    'AWS::SecretsManager::Secret',
  ];
  const policiesIn = (data: 'keep' | 'delete') =>
    ['breakwater-dev', 'breakwater-dev-orders'].flatMap((name) => {
      const stack = stackOf({ settings: { data } }, name);
      return kinds.flatMap((kind) =>
        Object.values(stack.findResources(kind)).map((resource) => String(resource.DeletionPolicy)),
      );
    });

  it('keeps all of it by default, but not the leftovers of a first deployment that failed', () => {
    expect(new Set(policiesIn('keep'))).toEqual(new Set(['RetainExceptOnCreate']));
  });

  it('leaves nothing of it where the stage says so', () => {
    expect(new Set(policiesIn('delete'))).toEqual(new Set(['Delete']));
  });
});
