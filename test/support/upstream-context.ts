import type { Webhook } from '../../lambdas/event/webhook.ts';
import type { Log, LogFields } from '../../lambdas/runtime/log.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';
import { startRun } from '../../lambdas/processor/run-fence.ts';
import type { CallContext } from '../../lambdas/upstream/call-context.ts';
import { memoryStepStore } from '../../lambdas/upstream/memory-step-store.ts';
import { sharedTools } from '../../lambdas/upstream/shared-tools.ts';
import { noCredentials } from './no-credentials.ts';
import { webhook } from './webhook.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: LogFields;
}
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string | undefined>>;
}

export interface TestContext extends CallContext {
  readonly lines: LogLine[];
  readonly points: MetricPoint[];
  /** The same event in a later run: another run id, the same stores. */
  nextRun(changes?: Partial<CallContext> & { runMs?: number }): TestContext;
  /** The environment dies: nothing is written any more. */
  kill(): void;
  end(): void;
}

let runs = 0;

/** A context with memory stores and the machine's clock; a test names only what it is about. */
export function callContext(
  changes: Partial<CallContext> & { webhook?: Webhook; runMs?: number } = {},
): TestContext {
  const { runMs = 30_000, ...given } = changes;
  const clock: Clock = given.clock ?? systemClock;
  const lines: LogLine[] = [];
  const points: MetricPoint[] = [];
  const at =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  const run = startRun(`run-${(runs += 1)}`, clock.now() + runMs + 1_500, clock);
  const context: CallContext = {
    webhook: webhook({}),
    run,
    attempt: 1,
    clock,
    random: () => 0.01,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    metrics: {
      add: (name, value, dimensions) => void points.push({ name, value, dimensions }),
      flush: () => undefined,
    },
    steps: memoryStepStore(),
    credentials: noCredentials,
    tools: sharedTools(clock),
    ...given,
  };
  const later: TestContext[] = [];
  return {
    ...context,
    lines,
    points,
    nextRun: (next = {}) => {
      const { run: _run, log: _log, metrics: _metrics, ...kept } = context;
      const following = callContext({ ...kept, attempt: context.attempt + 1, ...next });
      later.push(following);
      return following;
    },
    kill: () => {
      run.end();
    },
    end: () => {
      run.end();
      for (const following of later) following.end();
      void context.tools.pools.destroy();
    },
  };
}
