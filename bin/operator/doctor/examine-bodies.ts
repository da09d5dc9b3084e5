import {
  GetBucketLifecycleConfigurationCommand,
  HeadBucketCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { queueRetentionDays, recordLifetimeDays } from '../../../lambdas/event/lifetimes.ts';
import { problem, unchecked, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** A body waits in the queue, then lies in the dead-letter queue, and is asked for until then. */
const leastDays = 2 * queueRetentionDays;

/** @param rules of the bucket of bodies, archived dead letters among them */
export function judgeBodies(
  bucket: string,
  rules: readonly Pick<LifecycleRule, 'Status' | 'Expiration'>[],
  isLocal: boolean,
): Diagnosis[] {
  const days = rules
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap(({ Expiration }) => Expiration?.Days ?? []);
  const shortest = Math.min(...days);
  const put =
    `aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration ` +
    `'{"Rules":[{"ID":"expire-with-the-records","Status":"Enabled","Filter":{},"Expiration":{"Days":${String(recordLifetimeDays)}}}]}'`;
  if (days.length === 0) {
    return [
      isLocal
        ? unchecked('a local endpoint drops no body')
        : problem(`${bucket} keeps bodies of customers for ever`, put),
    ];
  }
  if (shortest <= leastDays) {
    return [
      problem(
        `${bucket} drops bodies after ${String(shortest)} days; an event can wait ${String(leastDays)} and would then end as body-missing`,
        put,
      ),
    ];
  }
  return shortest > recordLifetimeDays
    ? [
        problem(
          `${bucket} keeps bodies for ${String(shortest)} days and records end after ${String(recordLifetimeDays)}: ` +
            'an event that is run again from a body that old could repeat its effects',
          put,
        ),
      ]
    : [];
}

export function examineBodies(
  { stage, isLocal, redeploy }: Patient,
  integration: string,
): Examination {
  return {
    check: 'bodies',
    subject: stage.stage,
    async examine() {
      const Bucket = await stage.bodyBucket(integration);
      try {
        await stage.s3.send(new HeadBucketCommand({ Bucket }));
      } catch (error) {
        if (!isNamed(error, 'NotFound', 'NoSuchBucket')) throw error;
        return [problem(`there is no bucket ${Bucket}: big webhooks are answered 503`, redeploy)];
      }
      const rules = await stage.s3
        .send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
        .then(
          ({ Rules = [] }) => Rules,
          (error: unknown) => {
            if (isNamed(error, 'NoSuchLifecycleConfiguration')) return [];
            throw error;
          },
        );
      return judgeBodies(Bucket, rules, isLocal);
    },
  };
}

function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
