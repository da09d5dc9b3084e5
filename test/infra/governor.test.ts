import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { staticCredential } from '../../lambdas/contract/credentials.ts';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { fleetOf } from '../../lib/fleet.ts';
import { validateIntegrations } from '../../lib/validate-integrations.ts';
import { permissionsIn } from './support/policies.ts';
import { forwarded, handled, stackOf } from './support/synthesize.ts';

const template = stackOf({}, 'breakwater-dev');
const here = '<AWS::Region>:<AWS::AccountId>';

const crm = {
  name: 'crm',
  baseUrl: 'https://crm.example.com',
  idempotency: { header: 'Idempotency-Key' },
} as const;

describe('the governor', () => {
  it('runs each minute, and once only: the next run is better than a late one', () => {
    const once = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: once })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', once);
  });

  it('has more time than from one run to the next, so that events are looked after all the time', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'breakwater-dev-governor',
      Timeout: 65,
    });
  });

  it('runs when events begin to wait, and when they no longer wait because of an operator', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['breakwater'],
        'detail-type': ['Breaker changed'],
        detail: { stage: ['dev'], from: ['closed', 'isolated', 'forced-open', 'forced-closed'] },
      },
    });
  });

  it('may set the mappings and invoke the processors of its own stage, and no other', () => {
    const processors = `arn:<AWS::Partition>:lambda:${here}:function:breakwater-dev-processor-*`;
    const permissions = permissionsIn(template, 'Governor');
    expect(permissions).toEqual({
      '<GovernorLogs.Arn>': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      '*': ['lambda:ListEventSourceMappings'],
      [`arn:<AWS::Partition>:lambda:${here}:event-source-mapping:*`]: [
        'lambda:UpdateEventSourceMapping',
      ],
      [processors]: ['lambda:InvokeFunction'],
      [`arn:<AWS::Partition>:sqs:${here}:breakwater-dev-events-*`]: [
        'sqs:GetQueueAttributes',
        'sqs:SendMessage',
      ],
      [`arn:<AWS::Partition>:sqs:${here}:breakwater-dev-held-*`]: [
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      [`arn:<AWS::Partition>:sqs:${here}:breakwater-dev-dead-*`]: ['sqs:GetQueueAttributes'],
      [`arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev-events`]: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      [`arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev-events/index/*`]: [
        'dynamodb:Query',
      ],
      [`arn:<AWS::Partition>:dynamodb:${here}:table/breakwater-dev-breakers`]: [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      [`arn:<AWS::Partition>:events:${here}:event-bus/default`]: ['events:PutEvents'],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'lambda:UpdateEventSourceMapping',
            Condition: {
              ArnLike: {
                'lambda:FunctionArn': {
                  'Fn::Join': ['', Match.arrayWith([':function:breakwater-dev-processor-*'])],
                },
              },
            },
          }),
        ]),
      },
    });
  });
});

describe('what the governor knows of a stage', () => {
  const orders = handled('orders', {
    upstreams: { crm: { ...crm, breaker: { openMs: 1_000 } } },
    limits: { maxConcurrency: 40 },
    whenUpstreamDown: 'continue',
  } as Partial<Integration>);

  it('is each integration with its limits, and each upstream once with how its breaker behaves', () => {
    const fleet = fleetOf([orders, { ...orders, name: 'refunds' }, forwarded('hooks')]);
    const shop = {
      provider: 'stripe',
      upstreams: ['crm'],
      maxConcurrency: 40,
      whenUpstreamDown: 'continue',
    };
    expect(fleet.integrations).toEqual([
      {
        name: 'hooks',
        provider: 'github',
        upstreams: ['forward-hooks'],
        maxConcurrency: 10,
        whenUpstreamDown: 'pause',
      },
      { ...shop, name: 'orders' },
      { ...shop, name: 'refunds' },
    ]);
    expect(fleet.upstreams).toMatchObject([
      { name: 'crm', settings: { openMs: 1_000 }, recoveryCallsPerSecond: 100, hasProbe: false },
      { name: 'forward-hooks', settings: { openMs: 30_000 } },
    ]);
  });

  it('does not depend on the order of the list', () => {
    const list = [orders, forwarded('hooks'), handled('shop')];
    expect(fleetOf(list.toReversed())).toEqual(fleetOf(list));
  });

  it('is one thing: integrations that share an upstream say the same of it', () => {
    const calling = (name: string, more: object) =>
      handled(name, { upstreams: { crm: { ...crm, ...more } } } as Partial<Integration>);
    const validate = (...definitions: Integration[]) => {
      validateIntegrations(
        definitions.map((definition) => ({
          definition,
          file: import.meta.filename,
          exported: definition,
        })),
        ['stripe'],
      );
    };
    expect(() => {
      validate(calling('orders', {}), calling('refunds', {}));
    }).not.toThrow();
    expect(() => {
      validate(calling('orders', {}), calling('refunds', { breaker: { openMs: 5 } }));
    }).toThrow(
      /upstream "crm": expected the same breaker .* got {"openMs":5} in "refunds", and .* in "orders"/,
    );
    expect(() => {
      validate(calling('orders', {}), calling('refunds', { baseUrl: 'https://other.example.com' }));
    }).toThrow(/upstream "crm": expected the same baseUrl/);
    const credential = staticCredential({ secret: 'crm-key' });
    expect(() => {
      validate(calling('orders', { credential }), calling('refunds', { credential }));
    }).not.toThrow();
    expect(() => {
      validate(
        calling('orders', { credential }),
        calling('refunds', { credential: { ...credential, secret: 'crm-key-2' } }),
        calling('returns', {}),
      );
    }).toThrow(
      /expected the same credential .* got .*"crm-key-2".* in "refunds", and .*"crm-key",.* in "orders"[^]*got nothing in "returns"/,
    );
  });
});
