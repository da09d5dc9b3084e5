import { randomBytes } from 'node:crypto';
import { clear, nothingToClear, planFor } from '../../../lambdas/operations/clear-integration.ts';
import type { Cleared, Clearing, Planned } from '../../../lambdas/operations/clear-integration.ts';
import { describeFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { Progress } from '../../terminal/progress.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { CommandCall, CommandResult } from '../command.ts';
import { clearedText, planText } from './clear-text.ts';
import { isNarrowed } from './filter-options.ts';
import { noSuchLetter } from './no-such-letter.ts';
import { optionWords, quoted } from '../option-words.ts';
import { untilInterrupted } from '../interrupt.ts';
import { doneOf } from '../../terminal/done-of.ts';

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
  const { event } = clearing.filter;
  const unknown =
    event !== undefined && planned.every(isEmpty) ? noSuchLetter(event, call.stage) : undefined;
  if (call.options['yes'] !== true) {
    if (unknown) throw unknown;
    const command = sameCallWithYes(call, clearing);
    return {
      json: { dryRun: true, integrations: planned.map(planJson) },
      text: planText(kind, planned, clearing.perSecond, command, Date.now()),
    };
  }
  const { cleared, notBegun } = await clearAll(planned, office, clearing, call.progress);
  if (unknown) throw unknown;
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

/** Nothing is meant, and nothing that the index does not know could be. */
function isEmpty({ plan, unlisted }: Planned): boolean {
  return plan.chosen + plan.newer + plan.left.length + unlisted === 0;
}

interface ClearedAll {
  readonly cleared: readonly Cleared[];
  /** Integrations whose turn did not come before an interruption. */
  readonly notBegun: readonly string[];
}

async function clearAll(
  planned: readonly Planned[],
  office: DeadLetterOffice,
  clearing: Clearing,
  progress: Progress,
): Promise<ClearedAll> {
  const { signal, release } = untilInterrupted(progress);
  const cleared: Cleared[] = [];
  const notBegun: string[] = [];
  try {
    for (const one of planned) {
      if (one.plan.chosen + one.unlisted === 0) {
        await nothingToClear(one, office, clearing, Date.now());
      } else if (signal.aborted) {
        notBegun.push(one.integration);
      } else {
        cleared.push(await clearOne(one, office, clearing, progress, signal));
      }
    }
  } finally {
    release();
  }
  return { cleared, notBegun };
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
      onProgress: (done, of) => tell(doneOf(done, of)),
    });
  });
}

function planJson({ integration, plan, unlisted }: Planned) {
  const { chosen, messages, groups, left } = plan;
  return { integration, chosen, messages, unlisted, groups, left };
}

/** The call as it was made, and `--yes`; and `--all` where that is what it means. */
function sameCallWithYes(
  { options, parameters, stage }: CommandCall,
  { kind, filter }: Clearing,
): string {
  const integration = options['integration'] as string | undefined;
  const all = isNarrowed({ integration, filter }) ? options['all'] : true;
  const words = [...parameters.map(quoted), optionWords({ ...options, all, stage, yes: true })];
  return `npm run breakwater -- dlq ${kind} ${words.join(' ')}`;
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
