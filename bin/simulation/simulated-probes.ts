import type { Probes } from '../../lambdas/governor/ports.ts';
import type { ProbeReport, ProbeRequest } from '../../lambdas/processor/probe-report.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Invokes a processor, and tells once what it answered. */
export type ProbedFunction = (
  request: ProbeRequest,
  ended: (report: ProbeReport | { readonly kind: 'failed' }) => void,
) => void;

/** By integration. */
export type ProbedFunctions = ReadonlyMap<string, ProbedFunction>;

/** Asks processors to probe; in the place of `LambdaProbes`, which waits by the machine's clock. */
export function simulatedProbes(processors: ProbedFunctions, process: SimulatedProcess): Probes {
  return {
    async probe(integration, upstream, patienceMs) {
      const answered = new AbortController();
      let report: ProbeReport | { readonly kind: 'failed' } | undefined;
      processors.get(integration)?.({ probe: upstream }, (given) => {
        // It goes on by its own clock, not by that of the processor.
        process.start(() => {
          report = given;
          answered.abort();
        });
      });
      await process.clock.sleep(patienceMs, answered.signal).catch(() => undefined);
      if (report?.kind === 'failed') throw new Error('The processor ended with an error.');
      return report ?? { kind: 'unanswered' };
    },
  };
}
