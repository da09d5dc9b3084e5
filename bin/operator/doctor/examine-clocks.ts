import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { rememberServerTime } from '../../../lambdas/runtime/server-time.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** AWS tells its time to the second, and an answer takes a moment. */
const toleratedMs = 10_000;

/** @param aheadMs how far this machine is ahead of AWS; negative where it is behind */
export function judgeClocks(aheadMs: number): Diagnosis[] {
  if (Math.abs(aheadMs) <= toleratedMs) return [];
  const seconds = String(Math.round(Math.abs(aheadMs) / 1_000));
  return [
    problem(
      `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS's: \`--since\` means another time, ` +
        'test events are signed stale, and beyond five minutes AWS refuses every call',
      'switch time synchronisation on (`timedatectl set-ntp true`, or the date settings of the system)',
    ),
  ];
}

export function examineClocks({ stage }: Patient): Examination {
  return {
    check: 'clocks',
    subject: 'this machine',
    async examine() {
      const command = new ListQueuesCommand({ MaxResults: 1 });
      const serverTime = rememberServerTime(command.middlewareStack);
      const before = Date.now();
      await stage.sqs.send(command);
      return judgeClocks((before + Date.now()) / 2 - serverTime());
    },
  };
}
