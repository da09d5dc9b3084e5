import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import { countMessages } from '../../../lambdas/governor/sqs-queues.ts';
import type { Patient } from './patient.ts';

/** @param events in its queue, hidden ones included */
export function judgeLeftovers(
  integration: string,
  events: number,
  deadLetters: number,
  stage: string,
): Diagnosis[] {
  if (events + deadLetters === 0) return [];
  const holds = [
    events > 0 ? `${String(events)} in its queue` : '',
    deadLetters > 0 ? `${String(deadLetters)} in its dead-letter queue` : '',
  ]
    .filter((part) => part !== '')
    .join(' and ');
  const discard = `npm run breakwater -- dlq discard --integration ${integration} --reason <why> --yes --stage ${stage}`;
  return [
    problem(
      `it is deployed but not on this checkout's list, and still holds events: ${holds}`,
      events > 0
        ? `put it back into lambdas/integrations/index.ts until they are done, or wait: its processor works on, unless you have paused it (\`resume\`)`
        : `replay them while its processor is there, or: ${discard}`,
    ),
  ];
}

export function examineLeftovers({ stage }: Patient, integration: string): Examination {
  return {
    check: 'leftovers',
    subject: integration,
    async examine() {
      const [events, deadLetters] = await Promise.all(
        [stage.queueUrl(integration), stage.deadLetterQueueUrl(integration)].map(async (url) => {
          const { visible, inFlight } = await countMessages(stage.sqs, await url);
          return visible + inFlight;
        }),
      );
      return judgeLeftovers(integration, events ?? 0, deadLetters ?? 0, stage.stage);
    },
  };
}
