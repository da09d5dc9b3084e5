export type MetricUnit = 'Count' | 'Milliseconds' | 'Bytes' | 'None';

/**
 * Where figures go. Each distinct set of dimensions is a metric that is paid for each month, so a
 * dimension's values must come from configuration or from a short fixed list, never from a request.
 */
export interface Metrics {
  /** @param value in `unit`. @default value 1, unit `Count`, no dimensions */
  add(
    name: string,
    value?: number,
    unit?: MetricUnit,
    dimensions?: Readonly<Record<string, string>>,
  ): void;
  /** Writes what was added since the last flush: once per batch. */
  flush(): void;
}
