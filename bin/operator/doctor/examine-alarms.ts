import { paginateDescribeAlarms, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  NotFoundException,
  paginateListSubscriptionsByTopic,
  type Subscription,
} from '@aws-sdk/client-sns';
import { problem, unchecked, type Diagnosis, type Examination } from './diagnosis.ts';
import { named } from './named.ts';
import type { Patient } from './patient.ts';

type Alarm = Pick<MetricAlarm, 'AlarmName' | 'ActionsEnabled' | 'AlarmActions'>;

/** @param expected names of the alarms that the deployed templates have */
export function judgeAlarms(
  alarms: readonly Alarm[],
  expected: readonly string[],
  topicArn: string,
): Diagnosis[] {
  const there = new Set(alarms.map(({ AlarmName }) => AlarmName));
  const missing = expected.filter((name) => !there.has(name));
  const muted = alarms.filter(({ ActionsEnabled }) => ActionsEnabled === false);
  const elsewhere = alarms.filter(({ AlarmActions = [] }) => !AlarmActions.includes(topicArn));
  return [
    ...(missing.length === 0
      ? []
      : [
          problem(
            `${named(missing)} of what is deployed ${missing.length === 1 ? 'is' : 'are'} not there any more`,
            'somebody deleted them by hand; `npx cdk deploy --all --force` does not bring them back: change a threshold in lib/stages.ts and deploy, then change it back',
          ),
        ]),
    ...(muted.length === 0
      ? []
      : [
          problem(
            `${named(namesOf(muted))} may tell nobody: actions are switched off`,
            `aws cloudwatch enable-alarm-actions --alarm-names ${namesOf(muted).join(' ')}`,
          ),
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          problem(
            `${named(namesOf(elsewhere))} ${elsewhere.length === 1 ? 'does' : 'do'} not go to ${topicArn}`,
            `set that topic as their action in the CloudWatch console, for "in alarm" and "OK"`,
          ),
        ]),
  ];
}

/** @param subscriptions of the topic of all alarms; undefined where there is no such topic */
export function judgeTopic(
  subscriptions: readonly Pick<Subscription, 'SubscriptionArn' | 'Endpoint'>[] | undefined,
  topicArn: string,
  stage: string,
  deploy: string,
): Diagnosis[] {
  const subscribe = `set alarmEmail of ${stage} in lib/stages.ts and deploy, or: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint <you@example.com>`;
  if (subscriptions === undefined) {
    return [problem(`there is no topic ${topicArn}: alarms tell nobody`, deploy)];
  }
  const isConfirmed = ({ SubscriptionArn = '' }: Pick<Subscription, 'SubscriptionArn'>): boolean =>
    SubscriptionArn.startsWith('arn:');
  if (subscriptions.some(isConfirmed)) return [];
  const [pending] = subscriptions;
  return [
    pending === undefined
      ? problem('alarms tell nobody: nobody has subscribed to their topic', subscribe)
      : problem(
          `alarms tell nobody: ${pending.Endpoint ?? 'the subscriber'} has not confirmed the subscription`,
          'follow the link in the e-mail from AWS Notifications; it is valid for two days, then subscribe anew',
        ),
  ];
}

export function examineAlarms(
  { cloudWatch, sns, stage, isLocal, redeploy }: Patient,
  topicArn: string,
  expected: () => Promise<readonly string[]>,
): Examination[] {
  const { coreStack } = stage.names;
  const own = new RegExp(`^${coreStack}[-/]`);
  const examination = (examine: Examination['examine']): Examination => ({
    check: 'alarms',
    subject: stage.stage,
    examine,
  });
  return [
    examination(async () => {
      const alarms: Alarm[] = [];
      const pages = paginateDescribeAlarms({ client: cloudWatch }, { AlarmNamePrefix: coreStack });
      for await (const { MetricAlarms = [] } of pages) {
        alarms.push(...MetricAlarms.filter(({ AlarmName = '' }) => own.test(AlarmName)));
      }
      return judgeAlarms(alarms, await expected(), topicArn);
    }),
    examination(async () =>
      isLocal
        ? [unchecked('a local endpoint has no metrics, so its alarms tell nobody')]
        : judgeTopic(await readSubscriptions(sns, topicArn), topicArn, stage.stage, redeploy),
    ),
  ];
}

/** Names of the alarms that the deployed stacks have, as far as templates tell. */
export async function alarmsInTemplates(
  { templates }: Patient,
  stacks: readonly string[],
): Promise<string[]> {
  const names: string[] = [];
  for (const stack of stacks) {
    for (const { Type, Properties } of Object.values(
      (await templates.of(stack))?.Resources ?? {},
    )) {
      const name = Properties?.['AlarmName'];
      if (Type === 'AWS::CloudWatch::Alarm' && typeof name === 'string') names.push(name);
    }
  }
  return names;
}

async function readSubscriptions(
  client: Patient['sns'],
  TopicArn: string,
): Promise<Subscription[] | undefined> {
  const found: Subscription[] = [];
  try {
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client },
      { TopicArn },
    )) {
      found.push(...Subscriptions);
    }
    return found;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

function namesOf(alarms: readonly Alarm[]): string[] {
  return alarms.map(({ AlarmName = '' }) => AlarmName);
}
