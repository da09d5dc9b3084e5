import type { DeadLetterOffice } from '../../stage/dead-letter-office.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clear, nothingToClear, planFor } from './clear.ts';
import type { Cleared, Clearing, Planned } from './clear.ts';
import { clearedText, planText } from './clear-text.ts';
import { isNarrowed } from './filter-options.ts';
import { optionWords, quoted } from '../option-words.ts';
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
    const command = sameCallWithYes(call, clearing);
    return {
      json: { dryRun: true, integrations: planned.map(planJson) },
      text: planText(kind, planned, clearing.perSecond, command, Date.now()),
    };
  }
  const { cleared, notBegun } = await clearAll(planned, office, clearing);
  const left = planned.flatMap(({ plan }) => plan.left);
  const incomplete =
    notBegun.length > 0 || cleared.some(({ interrupted, notMet }) => interrupted || notMet > 0);
  return {
    json: {
      dryRun: false,
      notBegun,
      integrations: cleared.map((one) => ({
        ...one,
        left: planned.find(({ integration }) => integration === one.integration)?.plan.left ?? [],
      })),
    },
    text: clearedText(kind, cleared, notBegun, left),
    needsAttention: incomplete || left.length > 0,
  };
}

interface ClearedAll {
  readonly cleared: readonly Cleared[];
  /** Integrations whose turn did not come before an interruption. */
  readonly notBegun: readonly string[];
}

async function clearAll(
  planned: readonly Planned[],
  office: DeadLetterOffice,
  clearing: Omit<Clearing, 'signal'>,
): Promise<ClearedAll> {
  const { signal, release } = untilInterrupted(clearing.progress);
  const cleared: Cleared[] = [];
  const notBegun: string[] = [];
  try {
    for (const one of planned) {
      const its = { ...clearing, signal };
      if (one.plan.chosen + one.unlisted === 0) await nothingToClear(one, office, its);
      else if (signal.aborted) notBegun.push(one.integration);
      else cleared.push(await clear(one, office, its));
    }
  } finally {
    release();
  }
  return { cleared, notBegun };
}

function planJson({ integration, plan, unlisted }: Planned) {
  const { chosen, messages, groups, left } = plan;
  return { integration, chosen, messages, unlisted, groups, left };
}

/** The call as it was made, and `--yes`; and `--all` where that is what it means. */
function sameCallWithYes(
  { options, parameters, stage }: CommandCall,
  { kind, filter }: Omit<Clearing, 'signal'>,
): string {
  const integration = options['integration'] as string | undefined;
  const all = isNarrowed({ integration, filter }) ? options['all'] : true;
  const words = [...parameters.map(quoted), optionWords({ ...options, all, stage, yes: true })];
  return `npm run breakwater -- dlq ${kind} ${words.join(' ')}`;
}
