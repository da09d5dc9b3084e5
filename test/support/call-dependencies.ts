import type { CallDependencies } from '../../lambdas/processor/run-handler.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { memoryStepStore } from '../../lambdas/upstream/memory-step-store.ts';
import { sharedTools } from '../../lambdas/upstream/shared-tools.ts';
import { noCredentials } from './no-credentials.ts';
import { recordingLog } from './recording-log.ts';

/** What a handler's calls need, on the real clock and with steps kept in memory. */
export function callDependencies(changes: Partial<CallDependencies> = {}): CallDependencies {
  return {
    clock: systemClock,
    random: () => 0.5,
    log: recordingLog().log,
    metrics: { add: () => undefined, flush: () => undefined },
    steps: memoryStepStore(),
    credentials: noCredentials,
    tools: sharedTools(systemClock),
    ...changes,
  };
}
