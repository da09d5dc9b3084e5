import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';

/**
 * Powertools' Metrics in the shape that Breakwater's code asks for. A Powertools instance holds one
 * set of dimensions at a time, so there is one instance per set, and each writes one line of
 * CloudWatch's embedded metric format when flushed. Every metric also has the dimension `service`.
 *
 * @param options.namespace `Breakwater/<stage>`
 * @param options.service `verifier`, `processor` …: a constant of the function
 */
export function powertoolsMetrics(options: {
  readonly namespace: string;
  readonly service: string;
  readonly clock: Clock;
}): Metrics {
  const bySet = new Map<string, PowertoolsMetrics>();
  const instanceFor = (dimensions: Readonly<Record<string, string>>): PowertoolsMetrics => {
    const set = JSON.stringify(Object.entries(dimensions).sort());
    const existing = bySet.get(set);
    if (existing !== undefined) return existing;
    const created = new PowertoolsMetrics({
      namespace: options.namespace,
      serviceName: options.service,
    });
    created.setDefaultDimensions({ ...dimensions });
    bySet.set(set, created);
    return created;
  };
  return {
    add(name, value = 1, unit = 'Count', dimensions = {}) {
      instanceFor(dimensions).addMetric(name, unit, value);
    },
    flush() {
      for (const metrics of bySet.values()) {
        if (!metrics.hasStoredMetrics()) continue;
        metrics.setTimestamp(options.clock.now());
        metrics.publishStoredMetrics();
      }
    },
  };
}
