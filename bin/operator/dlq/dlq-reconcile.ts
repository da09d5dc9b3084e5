import { reconcile } from '../../../lambdas/operations/reconcile.ts';
import type { Reconciled } from '../../../lambdas/operations/reconcile.ts';
import { counted } from '../../../lambdas/operations/counted.ts';
import { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';

export const dlqReconcile: Command = {
  name: 'dlq reconcile',
  summary:
    'Make the index of dead letters what the queue is; for when `status` says that they differ',
  parameters: ['integration'],
  options: {},
  examples: ['dlq reconcile stripe-orders --stage prod'],
  details:
    'Receives every message once and lets it go: for those seconds they are hidden. Enters what the\n' +
    'index does not know (SQS moved it itself, or the index could not be written), archives it, and\n' +
    'takes off the list what the queue does not hold any more.',
  async run({ stage: stageName, parameters: [integration = ''], progress }) {
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    await stage.chosen(integration);
    const office = new DeadLetterOffice(stage);
    const ports = {
      ...(await office.ports(integration, 'discard')),
      archive: await office.archive(integration),
    };
    const result = await whenSlow(
      progress,
      `Reading the dead-letter queue of ${integration}`,
      (detail) =>
        reconcile(integration, ports, (met) => {
          if (met % 500 === 0) detail(`${String(met)} messages`);
        }),
    );
    return { json: { integration, ...result }, text: text(integration, result) };
  },
};

function text(integration: string, { met, entered, forgotten, heldElsewhere }: Reconciled): string {
  const lines = [
    `${integration}: ${counted(met, 'message')} in the dead-letter queue; ` +
      `${String(entered)} entered into the index, ${String(forgotten)} taken off it.`,
  ];
  if (heldElsewhere > 0) {
    lines.push(
      `${counted(heldElsewhere, 'message')} ${heldElsewhere === 1 ? 'was' : 'were'} held by somebody else when it began, ` +
        'so nothing was taken off. Try again when nobody replays.',
    );
  }
  return lines.join('\n');
}
