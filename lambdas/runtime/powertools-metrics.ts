import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Clock } from './clock.ts';
import { metricCatalog } from './metric-names.ts';
import type { Metrics } from './metrics.ts';

type Dimensions = Readonly<Record<string, string>>;

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
  const instanceFor = (dimensions: Dimensions): PowertoolsMetrics => {
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
    add(name, value, dimensions) {
      instanceFor(dimensions as Dimensions).addMetric(name, metricCatalog[name].unit, value);
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
