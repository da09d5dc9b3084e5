import type { CallContext } from './call-context.ts';
import { backoffOf } from './backoff.ts';
import type { OutboundCall } from './outbound-call.ts';
import { pauseHereMs } from './pause.ts';
import { makeRequest, spareMs } from './request.ts';
import type { GatedFailure, GatedResult } from './attempted.ts';
import { mayHaveActed } from './step-verdict.ts';

/** How one call is made, as far as reading calls and steps differ. */
export interface HowToTry {
  /** Whether an earlier run's request may have acted. */
  readonly doubtful: boolean;
  /** True where earlier runs made requests for the same. */
  readonly asked: boolean;
  readonly unrepeatable: boolean;
  /** Within the event's first run, and while undoing, a call may be made more than once. */
  readonly patient: boolean;
  beforeSend(): Promise<void>;
  mayRepeat(failed: GatedFailure, doubtful: boolean): boolean;
}

export interface TriedHere {
  readonly result: GatedResult;
  readonly requests: number;
  /** A request of this call, or an earlier one, may have acted and did not say so. */
  readonly doubtful: boolean;
}

/** Makes a call: one request, and within bounds a few more. The only place that retries. */
export async function tryHere(
  call: OutboundCall,
  how: HowToTry,
  context: CallContext,
): Promise<TriedHere> {
  const { clock, random, run, tools } = context;
  const backoff = backoffOf(call.definition.retry);
  const budget = tools.budget(call.definition.name);
  let doubtful = how.doubtful;
  let sleptMs = 0;
  let requests = 0;
  for (let tries = 1; ; tries += 1) {
    requests += 1;
    budget.countRequest();
    const { unrepeatable } = how;
    const state = { request: requests, retry: how.asked || requests > 1, doubtful, unrepeatable };
    const result = await makeRequest(
      call,
      { ...state, beforeSend: () => how.beforeSend() },
      context,
      tools.pools,
    );
    if (result.renewed) requests += 1;
    if (result.kind === 'answer') return { result, requests, doubtful: false };
    doubtful ||= mayHaveActed(result.failure);

    const leftMs = spareMs(call, context);
    const pauseMs = pauseHereMs({ ...result, tries, sleptMs, leftMs }, backoff, random);
    const again =
      pauseMs !== undefined &&
      how.patient &&
      result.hold === undefined &&
      how.mayRepeat(result, doubtful) &&
      budget.takeRetry();
    if (!again) return { result, requests, doubtful };
    await clock.sleep(pauseMs, run.signal);
    sleptMs += pauseMs;
  }
}
