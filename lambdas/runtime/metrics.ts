import type { DimensionsOf, MetricName } from './metric-names.ts';

/** Where figures go. */
export interface Metrics {
  /** @param value in the unit of the metric's entry in `metric-names.ts` */
  add<Name extends MetricName>(name: Name, value: number, dimensions: DimensionsOf<Name>): void;
  /** Writes what was added since the last flush: once per batch. */
  flush(): void;
}
