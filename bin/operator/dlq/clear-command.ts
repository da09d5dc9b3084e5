import type { DeadLetterOffice } from '../../stage/dead-letter-office.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clear, planFor } from './clear.ts';
import type { Cleared, Clearing, Planned } from './clear.ts';
import { clearedText, planText } from './clear-text.ts';
import { optionWords } from '../option-words.ts';
import { untilInterrupted } from '../interrupt.ts';

/** Shows what would be done, or does it where `--yes` says so. */
export async function clearCommand(
  call: CommandCall,
  office: DeadLetterOffice,
  integrations: readonly string[],
  clearing: Omit<Clearing, 'signal'>,
): Promise<CommandResult> {
  const { kind } = clearing;
  const planned: Planned[] = [];
  for (const integration of integrations) {
    planned.push(await planFor(integration, office, clearing));
  }
  if (call.options['yes'] !== true) {
    const command = sameCallWithYes(call, kind);
    return {
      json: { dryRun: true, integrations: planned.map(planJson) },
      text: planText(kind, planned, clearing.perSecond, command, Date.now()),
    };
  }
  const cleared = await clearAll(planned, office, clearing);
  const left = planned.flatMap(({ plan }) => plan.left);
  const incomplete = cleared.some(({ interrupted, notMet }) => interrupted || notMet > 0);
  return {
    json: {
      dryRun: false,
      integrations: cleared.map((one) => ({
        ...one,
        left: planned.find(({ integration }) => integration === one.integration)?.plan.left ?? [],
      })),
    },
    text: clearedText(kind, cleared, left),
    needsAttention: incomplete || left.length > 0,
  };
}

async function clearAll(
  planned: readonly Planned[],
  office: DeadLetterOffice,
  clearing: Omit<Clearing, 'signal'>,
): Promise<Cleared[]> {
  const { signal, release } = untilInterrupted(clearing.progress);
  const cleared: Cleared[] = [];
  try {
    for (const one of planned) {
      if (signal.aborted) break;
      if (one.plan.chosen + one.unlisted === 0) continue;
      cleared.push(await clear(one, office, { ...clearing, signal }));
    }
  } finally {
    release();
  }
  return cleared;
}

function planJson({ integration, plan, unlisted }: Planned) {
  const { chosen, messages, groups, left } = plan;
  return { integration, chosen, messages, unlisted, groups, left };
}

/** The call as it was made, and `--yes`. */
function sameCallWithYes(call: CommandCall, kind: Clearing['kind']): string {
  const words = optionWords({ ...call.options, stage: call.stage, yes: true });
  return `npm run breakwater -- dlq ${kind} ${words}`;
}
