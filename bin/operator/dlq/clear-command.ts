import { randomBytes } from 'node:crypto';
import { clear, planFor } from '../../../lambdas/operations/clear-integration.ts';
import type { Cleared, Clearing, Planned } from '../../../lambdas/operations/clear-integration.ts';
import { describeFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { Progress } from '../../terminal/progress.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clearedText, planText } from './clear-text.ts';
import { optionWords } from '../option-words.ts';
import { untilInterrupted } from '../interrupt.ts';

/** Shows what would be done, or does it where `--yes` says so. */
export async function clearCommand(
  call: CommandCall,
  office: DeadLetterOffice,
  integrations: readonly string[],
  clearing: Clearing,
): Promise<CommandResult> {
  const { kind } = clearing;
  const planned: Planned[] = [];
  for (const integration of integrations) {
    planned.push(
      await whenSlow(call.progress, `Reading the index of ${integration}`, () =>
        planFor(integration, office, clearing),
      ),
    );
  }
  if (call.options['yes'] !== true) {
    const command = sameCallWithYes(call, kind);
    return {
      json: { dryRun: true, integrations: planned.map(planJson) },
      text: planText(kind, planned, clearing.perSecond, command, Date.now()),
    };
  }
  const cleared = await clearAll(planned, office, clearing, call.progress);
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
  clearing: Clearing,
  progress: Progress,
): Promise<Cleared[]> {
  const { signal, release } = untilInterrupted(progress);
  const cleared: Cleared[] = [];
  try {
    for (const one of planned) {
      if (signal.aborted) break;
      if (one.plan.chosen + one.unlisted === 0) continue;
      cleared.push(await clearOne(one, office, clearing, progress, signal));
    }
  } finally {
    release();
  }
  return cleared;
}

function clearOne(
  planned: Planned,
  office: DeadLetterOffice,
  clearing: Clearing,
  progress: Progress,
  signal: AbortSignal,
): Promise<Cleared> {
  const { integration } = planned;
  const verb = clearing.kind === 'replay' ? 'Replaying' : 'Discarding';
  return whenSlow(progress, `${verb} dead letters of ${integration}`, (detail) => {
    const tell = sparingly(detail);
    return clear(planned, office, clearing, {
      signal,
      now: Date.now(),
      suffix: randomBytes(3).toString('hex'),
      onResumed({ id, kind, filter }) {
        progress.say(
          `Going on with the ${kind} of ${describeFilter(filter)} in ${integration} that began ${id.slice(0, 19)}Z.`,
        );
      },
      onProgress: (done, of) => tell(`${String(done)} of ${String(of)}`),
    });
  });
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

/** Once a second: where there is no terminal, each call is a line of its own. */
function sparingly(tell: (text: string) => void): (text: string) => void {
  let lastAt = 0;
  return (text) => {
    if (performance.now() - lastAt < 1_000) return;
    lastAt = performance.now();
    tell(text);
  };
}
