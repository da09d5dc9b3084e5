import { describe, expect, it } from '@jest/globals';
import { houseRules, type TemplateResource } from '../../lib/house-rules.ts';
import { stages } from '../../lib/stages.ts';
import { forwarded, handled, synthesize } from './support/synthesize.ts';

describe('cdk-nag, the house rules and the schemas of CloudFormation', () => {
  const integrations = [handled('orders'), forwarded('hooks')];

  it.each(Object.entries(stages))('find nothing in %s', (stage, settings) => {
    expect(() => synthesize({ stage, settings, integrations, checked: true })).not.toThrow();
  });

  it('find nothing with every choice that a stage has', () => {
    const settings = {
      tracing: true,
      alarmEmail: 'ops@example.com',
      baseUrl: 'https://hooks.example.com',
      verifierReservedConcurrency: 5,
      architecture: 'x86_64' as const,
    };
    expect(() => synthesize({ settings, integrations, checked: true })).not.toThrow();
  });
});

describe('the house rules', () => {
  const mapping = {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 2 },
  };
  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const offenders: Readonly<Record<string, readonly TemplateResource[]>> = {
    DataIsKept: [
      { Type: 'AWS::SQS::Queue' },
      { ...kept, Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Delete' },
      { ...kept, Type: 'AWS::SecretsManager::Secret', UpdateReplacePolicy: 'Delete' },
    ],
    NothingEmptiesBuckets: [{ Type: 'Custom::S3AutoDeleteObjects' }],
    TablesAreSeen: [{ Type: 'AWS::DynamoDB::GlobalTable' }],
    QueuesKeepFourteenDays: [
      { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', MessageRetentionPeriod: 345_600 } },
      { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
    ],
    PausedStaysPaused: [
      { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...mapping, Enabled: true } },
    ],
    FailuresArePartial: [
      { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ScalingConfig: {} } },
      {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { ...mapping, ScalingConfig: undefined },
      },
    ],
    ApiIsLimitedAndLogged: [
      {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { AccessLogSettings: { DestinationArn: '' } },
      },
    ],
    LogsEnd: [
      { Type: 'AWS::Logs::LogGroup', Properties: {} },
      { Type: 'AWS::Lambda::Function', Properties: {} },
    ],
    SecretsAreNotOverwritten: [
      { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'changeme' } },
    ],
    OnlyTheUnscopedGoesAnywhere: [
      {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyDocument: {
            Statement: [{ Action: ['xray:PutTraceSegments', 's3:GetObject'], Resource: '*' }],
          },
        },
      },
    ],
  };

  it.each(houseRules.map((rule) => [rule.name, rule] as const))(
    '%s is broken by what it is about',
    (name, { brokenBy }) => {
      const resources = offenders[name] ?? [];
      expect(resources.length).toBeGreaterThan(0);
      for (const resource of resources) expect(brokenBy(resource, { keepsData: true })).toBe(true);
    },
  );

  it('let a stage delete its data that says so', () => {
    const rule = houseRules.find(({ name }) => name === 'DataIsKept');
    expect(rule?.brokenBy({ Type: 'AWS::SQS::Queue' }, { keepsData: false })).toBe(false);
  });
});
