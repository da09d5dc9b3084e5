import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { indent } from '../../terminal/explained-error.ts';
import { formatTable } from '../../terminal/table.ts';

interface Told {
  readonly eventId: string;
  readonly toUndo: readonly StepRecord[];
  readonly forGood: readonly StepRecord[];
  readonly by: string;
  readonly why: string;
}

/** What refusing an event for good takes back, and what it cannot. */
export function undoText({ eventId, toUndo, forGood, by, why }: Told): string {
  const parts = [
    'Taken back, in this order:',
    indent(
      formatTable(
        ['step', 'upstream', 'by'],
        toUndo.map(({ step, upstream, undo }) => [
          step,
          upstream,
          `${undo?.method ?? ''} ${undo?.path ?? ''}`,
        ]),
      ),
    ),
  ];
  if (forGood.length > 0) {
    const named = forGood.map(({ step, upstream }) => `"${step}" at ${upstream}`).join(', ');
    parts.push(`Stays done, for want of an \`undo\`: ${named}.`);
  }
  parts.push(
    'Its handler does not run any more. The event is a dead letter again in the end, as handler-permanent:',
    indent(`${by} refused this event for good: ${why}`),
  );
  return [eventId, indent(parts.join('\n'))].join('\n');
}
