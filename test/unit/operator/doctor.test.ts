import { describe, expect, it } from '@jest/globals';
import type { Diagnosis } from '../../../bin/operator/doctor/diagnosis.ts';
import { doctorText } from '../../../bin/operator/doctor/doctor-text.ts';
import { judgeAlarms, judgeTopic } from '../../../bin/operator/doctor/examine-alarms.ts';
import { examineAll } from '../../../bin/operator/doctor/examine-all.ts';
import { judgeBodies } from '../../../bin/operator/doctor/examine-bodies.ts';
import { judgeClocks } from '../../../bin/operator/doctor/examine-clocks.ts';
import { judgeFunction } from '../../../bin/operator/doctor/examine-function.ts';
import { judgeGovernor } from '../../../bin/operator/doctor/examine-governor.ts';
import { judgeLeftovers } from '../../../bin/operator/doctor/examine-leftovers.ts';
import { judgeLogGroup } from '../../../bin/operator/doctor/examine-log-group.ts';
import { judgeMappings } from '../../../bin/operator/doctor/examine-mapping.ts';
import { judgeQueues, type QueueFacts } from '../../../bin/operator/doctor/examine-queues.ts';
import {
  judgeSigningSecret,
  judgeUpstreamSecret,
} from '../../../bin/operator/secret/judge-secrets.ts';
import { judgeTable } from '../../../bin/operator/doctor/examine-tables.ts';
import { judgeVersions } from '../../../bin/operator/doctor/examine-versions.ts';
import { isPlaceholder } from '../../../bin/operator/doctor/placeholder.ts';
import {
  basicCredential,
  staticCredential,
  type Credential,
} from '../../../lambdas/contract/credentials.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';

const day = 86_400;
const stripe = resolveProvider('stripe');
const addedAt = '2026-01-01T00:00:00Z';

const queues = (changes: Partial<QueueFacts> = {}): Diagnosis[] =>
  judgeQueues({
    queueUrl: 'https://sqs/orders',
    retentionSeconds: 14 * day,
    visibilitySeconds: 360,
    redrive: { target: 'arn:dead', maxReceiveCount: 1_000 },
    deadLetterQueueUrl: 'https://sqs/dead',
    deadLetterQueueArn: 'arn:dead',
    deadLetterRetentionSeconds: 14 * day,
    timeoutSeconds: 60,
    ...changes,
  });

const goodMapping = {
  UUID: 'm-1',
  State: 'Enabled',
  FunctionResponseTypes: ['ReportBatchItemFailures' as const],
  ScalingConfig: { MaximumConcurrency: 10 },
};
const byPerson = { by: 'person', why: 'migration' } as const;
const table = { name: 'events', ttlAttribute: 'expiresAt', canBeRestored: true, indexes: ['dead'] };
const wanted = { ttlAttribute: 'expiresAt', index: 'dead' };
const ofCrm = (text: string | undefined, credential: Credential) =>
  judgeUpstreamSecret(text, { stage: 'prod', upstream: 'crm-api', credential });
const signing = (text: string | undefined) => judgeSigningSecret(text, stripe, 'orders', 'prod');
const secretsOf = (...values: string[]): string =>
  JSON.stringify({ secrets: values.map((value) => ({ value, addedAt })) });
const apiKey = staticCredential({ secret: 'crm' });
const login = basicCredential({ secret: 'crm' });
const rule = (Days: number) => ({ Status: 'Enabled' as const, Expiration: { Days } });
const alarm = { AlarmName: 'a', ActionsEnabled: true, AlarmActions: ['arn:topic'] };
const confirmed = { SubscriptionArn: 'arn:aws:sns:eu:1:topic:2', Endpoint: 'you@example.com' };
const template = (code: string, retention = 14) => ({
  Resources: {
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'verifier', Code: { S3Key: code } },
    },
    Q: { Type: 'AWS::SQS::Queue', Properties: { retention } },
  },
});
const versions = (deployed: ReturnType<typeof template> | undefined) =>
  judgeVersions([{ stack: 's', deployed, checkout: template('a') }], 'npm run deploy', 'cdk diff');

describe('a deployment as it should be', () => {
  it.each<[string, readonly Diagnosis[]]>([
    ['queues', queues()],
    ['queues without a function', queues({ timeoutSeconds: undefined })],
    ['mapping', judgeMappings([goodMapping], undefined, 'deploy it')],
    [
      'mapping that is held',
      judgeMappings([{ ...goodMapping, State: 'Disabled' }], byPerson, 'deploy it'),
    ],
    [
      'mapping that changes',
      judgeMappings([{ ...goodMapping, State: 'Updating' }], byPerson, 'deploy it'),
    ],
    ['function', judgeFunction('f', { State: 'Active', LastUpdateStatus: 'Successful' }, 'deploy')],
    ['function that sleeps', judgeFunction('f', { State: 'Inactive' }, 'deploy')],
    ['governor', judgeGovernor('g', 'on', 'deploy')],
    ['table', judgeTable(table, wanted, false)],
    ['bodies', judgeBodies('b', [rule(65)], false)],
    ['log group', judgeLogGroup('g', { retentionInDays: 30 }, 30)],
    ['alarms', judgeAlarms([alarm], ['a'], 'arn:topic')],
    ['topic', judgeTopic([confirmed], 'arn:topic', 'prod', 'deploy')],
    ['clock', judgeClocks(3_000)],
    ['leftovers', judgeLeftovers('old', 0, 0, 'prod')],
    ['signing secret', signing(secretsOf('whsec_8f1a'))],
    ['pasted secret', signing('whsec_8f1a')],
    ['upstream secret', ofCrm('k-8f1a', apiKey)],
    ['login', ofCrm('{"username":"ada","password":"8f1a"}', login)],
    ['version', versions(template('a'))],
  ])('has no finding: %s', (_what, diagnoses) => {
    expect(diagnoses).toEqual([]);
  });
});

describe('what is wrong with a deployment', () => {
  it.each<[string, readonly Diagnosis[], string, string]>([
    [
      'a queue that forgets early',
      queues({ retentionSeconds: 4 * day }),
      'older than 4 days',
      'MessageRetentionPeriod=1209600',
    ],
    [
      'a dead-letter queue that forgets early',
      queues({ deadLetterRetentionSeconds: day }),
      'dead-letter queue drops what is older than 1 day',
      'https://sqs/dead',
    ],
    [
      'too short a hiding',
      queues({ visibilitySeconds: 359 }),
      'needs 360',
      'VisibilityTimeout=360',
    ],
    ['no redrive', queues({ redrive: undefined }), 'has no dead-letter queue', 'RedrivePolicy'],
    [
      'a redrive elsewhere',
      queues({ redrive: { target: 'arn:other', maxReceiveCount: 1_000 } }),
      'arn:other',
      'arn:dead',
    ],
    [
      'a redrive after few receives',
      queues({ redrive: { target: 'arn:dead', maxReceiveCount: 5 } }),
      'after 5 receives',
      '1000',
    ],
    [
      'a mapping that nobody stopped',
      judgeMappings([{ ...goodMapping, State: 'Disabled' }], undefined, 'deploy it'),
      'disabled',
      '--uuid m-1 --enabled',
    ],
    [
      'a mapping that works through a pause',
      judgeMappings([goodMapping], byPerson, 'deploy it'),
      'a person holds them: migration',
      '--no-enabled',
    ],
    [
      'no mapping',
      judgeMappings([], undefined, 'deploy it'),
      'no event source mapping',
      'deploy it',
    ],
    [
      'two mappings',
      judgeMappings([goodMapping, { ...goodMapping, UUID: 'm-2' }], undefined, 'deploy it'),
      '2 event source mappings',
      '--uuid m-2',
    ],
    [
      'whole batches that fail',
      judgeMappings([{ ...goodMapping, FunctionResponseTypes: [] }], undefined, 'deploy it'),
      'whole batch',
      'ReportBatchItemFailures',
    ],
    [
      'a mapping without a limit',
      judgeMappings([{ ...goodMapping, ScalingConfig: undefined }], undefined, 'deploy it'),
      'no limit',
      'MaximumConcurrency',
    ],
    ['no function', judgeFunction('f', undefined, 'deploy it'), 'no function f', 'deploy it'],
    [
      'a function that cannot run',
      judgeFunction('f', { State: 'Failed', StateReason: 'no role' }, 'deploy it'),
      'no role',
      'deploy it',
    ],
    [
      'a deployment that failed',
      judgeFunction('f', { State: 'Active', LastUpdateStatus: 'Failed' }, 'deploy it'),
      'the code before runs',
      'deploy it',
    ],
    ['no governor', judgeGovernor('g', 'missing', 'deploy it'), 'no schedule g', 'deploy it'],
    [
      'a governor that is off',
      judgeGovernor('g', 'off', 'deploy it'),
      'switched off',
      'enable-rule --name g',
    ],
    [
      'a table without end',
      judgeTable({ ...table, ttlAttribute: undefined }, wanted, false),
      'is off, not expiresAt',
      'AttributeName=expiresAt',
    ],
    [
      'another time to live',
      judgeTable({ ...table, ttlAttribute: 'ttl' }, wanted, false),
      'is ttl, not expiresAt',
      'update-time-to-live',
    ],
    [
      'a table without a way back',
      judgeTable({ ...table, canBeRestored: false }, wanted, false),
      'restored',
      'update-continuous-backups',
    ],
    [
      'a table without index',
      judgeTable({ ...table, indexes: [] }, wanted, false),
      'dead',
      'export',
    ],
    ['bodies without end', judgeBodies('b', [], false), 'for ever', '"Days":65'],
    ['bodies that end early', judgeBodies('b', [rule(28)], false), 'body-missing', '"Days":65'],
    ['bodies that outlive records', judgeBodies('b', [rule(66)], false), 'repeat', '"Days":65'],
    [
      'a rule that is switched off',
      judgeBodies('b', [{ Status: 'Disabled', Expiration: { Days: 65 } }], false),
      'for ever',
      'put-bucket-lifecycle',
    ],
    ['no log group', judgeLogGroup('g', undefined, 30), 'no log group g', 'create-log-group'],
    ['a log without end', judgeLogGroup('g', {}, 30), 'for ever', '--retention-in-days 30'],
    ['an alarm that is gone', judgeAlarms([], ['a'], 'arn:topic'), 'a of what is', 'by hand'],
    [
      'an alarm that is muted',
      judgeAlarms([{ ...alarm, ActionsEnabled: false }], [], 'arn:topic'),
      'switched off',
      '--alarm-names a',
    ],
    [
      'an alarm that goes elsewhere',
      judgeAlarms([{ ...alarm, AlarmActions: ['arn:other'] }], [], 'arn:topic'),
      'not go to arn:topic',
      'set that topic',
    ],
    ['no topic', judgeTopic(undefined, 'arn:t', 'prod', 'deploy it'), 'no topic', 'deploy it'],
    [
      'nobody who listens',
      judgeTopic([], 'arn:t', 'prod', 'd'),
      'nobody has subscribed',
      'alarmEmail',
    ],
    [
      'somebody who has not confirmed',
      judgeTopic(
        [{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'you@example.com' }],
        'arn:t',
        'prod',
        'd',
      ),
      'you@example.com has not confirmed',
      'follow the link',
    ],
    ['a fast clock', judgeClocks(61_000), '61 s ahead', 'timedatectl'],
    ['a slow clock', judgeClocks(-400_000), '400 s behind', 'timedatectl'],
    [
      'events in an integration off the list',
      judgeLeftovers('old', 2, 1, 'prod'),
      '2 in its queue and 1 in its dead-letter queue',
      'put it back',
    ],
    [
      'dead letters in an integration off the list',
      judgeLeftovers('old', 0, 3, 'prod'),
      '3 in its dead-letter queue',
      'dlq discard --integration old',
    ],
    ['a secret that is gone', signing(undefined), 'gone', 'restore-secret'],
    ['no secret yet', signing('{"secrets":[]}'), 'no signing secret', 'secret add orders'],
    ['the console’s JSON', signing('{"secret":"x"}'), 'not a list', '{"secrets":[]}'],
    ['a placeholder', signing(secretsOf('whsec_8f1a', 'changeme')), 'placeholder', 'secret add'],
    ['a secret with a space', signing(secretsOf('whsec_8f1a ')), 'white space', 'secret add'],
    [
      'an upstream secret that is missing',
      ofCrm(undefined, apiKey),
      'the secret breakwater/prod/upstream/crm does not exist, and events that call crm-api wait',
      'secret add --upstream crm --stage prod',
    ],
    [
      'an upstream secret of another shape',
      ofCrm('k-8f1a', login),
      '"username"',
      'secret add --upstream crm',
    ],
    [
      'an upstream secret with a placeholder',
      ofCrm('{"username":"ada","password":"<password>"}', login),
      'in the secret breakwater/prod/upstream/crm password is a placeholder',
      'secret add --upstream crm',
    ],
    ['a stack that is not there', versions(undefined), 'not deployed: s', 'npm run deploy'],
    ['other code', versions(template('b')), 'the code of verifier', 'cdk diff'],
    ['other settings', versions(template('a', 4)), 'AWS::SQS::Queue in s', 'cdk diff'],
  ])('is found and can be mended: %s', (_what, diagnoses, problem, mend) => {
    expect(diagnoses).toEqual([
      {
        kind: 'problem',
        problem: expect.stringContaining(problem) as unknown,
        mend: expect.stringContaining(mend) as unknown,
      },
    ]);
  });

  it('never shows a secret', () => {
    const told = JSON.stringify([
      signing(secretsOf('whsec_8f1a ')),
      ofCrm('{"username":"ada","password":"<8f1a>"}', login),
      ofCrm('{"user":"8f1a"}', login),
    ]);
    expect(told).not.toContain('8f1a');
  });
});

describe('a local endpoint', () => {
  it.each<[string, readonly Diagnosis[]]>([
    ['time to live', judgeTable({ ...table, ttlAttribute: undefined }, wanted, true)],
    ['restoring', judgeTable({ ...table, canBeRestored: false }, wanted, true)],
    ['lifecycle', judgeBodies('b', [], true)],
  ])('is not blamed for what it does not keep: %s', (_what, diagnoses) => {
    expect(diagnoses).toMatchObject([{ kind: 'unchecked' }]);
  });
});

describe('a placeholder', () => {
  it.each([
    '<secret>',
    'xxxx',
    'changeme',
    'your-secret',
    'TODO',
    'whsec_xxx',
    'password',
    '12345',
  ])('%s is one', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each(['whsec_8f1a9c', 'test_4eC39HqLyjWDarjtT1zdp7dc', 'tokenvalue9', 'k'])(
    '%s is none',
    (value) => {
      expect(isPlaceholder(value)).toBe(false);
    },
  );
});

describe('examining', () => {
  const examination = (examine: () => Promise<Diagnosis[]>) =>
    ({ check: 'queues', subject: 'orders', examine }) as const;
  const failing = (name: string) =>
    examination(() => Promise.reject(Object.assign(new Error('no'), { name })));

  it('says what it could not look at, and goes on', async () => {
    const found = await examineAll(
      [
        failing('AccessDeniedException'),
        failing('NotImplemented'),
        examination(() => Promise.resolve([{ kind: 'problem', problem: 'p', mend: 'm' }])),
      ],
      () => undefined,
    );
    expect(found).toEqual({
      findings: [{ check: 'queues', subject: 'orders', problem: 'p', mend: 'm' }],
      unchecked: [
        { check: 'queues', subject: 'orders', why: 'you may not look: no' },
        { check: 'queues', subject: 'orders', why: 'this endpoint does not know it' },
      ],
    });
  });

  it('does not take a failure for health', async () => {
    await expect(examineAll([failing('TimeoutError')], () => undefined)).rejects.toThrow('no');
  });

  it('tells each finding with its mending, and names together what could not be checked', () => {
    const text = doctorText(
      {
        findings: [{ check: 'queues', subject: 'orders', problem: 'p', mend: 'm' }],
        unchecked: ['a', 'b'].map((subject) => ({ check: 'logs', subject, why: 'w' }) as const),
      },
      9,
      'prod',
      process.stdout,
    );
    expect(text).toBe(
      '✗ orders (queues): p\n  Mend: m\n\nNot checked:\n– logs: w (a, b)\n\n7 checks of stage prod: 1 finding.',
    );
  });
});
