/** One value that was written to a metric. */
export interface Sample {
  /** Seconds since the beginning of the script. */
  readonly at: number;
  readonly value: number;
}

export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was written within one minute. */
interface MinuteOfSamples {
  sum: number;
  least: number;
  most: number;
  readonly values: number[];
}

/** Over the samples from `from` on and before `to`, whole minutes; undefined where there are none. */
export type Statistic = (from: number, to: number) => number | undefined;

/** No script is as long. */
const maxScriptSeconds = 2 ** 25;

/** Everything that was written in a script, by metric: name, namespace and the exact dimensions. */
export class Series {
  /** By the minute, because periods are whole minutes. */
  readonly #samples = new Map<string, Map<number, MinuteOfSamples>>();
  /** The same windows are asked for again and again as alarms slide over them. */
  readonly #statistics = new Map<string, Statistic>();

  /** @param identity from `identityOf` */
  write(identity: string, { at, value }: Sample): void {
    const minutes = this.#samples.get(identity) ?? new Map<number, MinuteOfSamples>();
    this.#samples.set(identity, minutes);
    const index = Math.floor(at / 60);
    const minute = minutes.get(index) ?? { sum: 0, least: value, most: value, values: [] };
    minutes.set(index, minute);
    minute.sum += value;
    minute.least = Math.min(minute.least, value);
    minute.most = Math.max(minute.most, value);
    minute.values.push(value);
  }

  /** Of all that was written until now. */
  statistic(identity: string, statistic: string): Statistic {
    const name = `${identity} ${statistic}`;
    const known = this.#statistics.get(name) ?? this.#remembering(identity, statistic);
    this.#statistics.set(name, known);
    return known;
  }

  #remembering(identity: string, statistic: string): Statistic {
    const written = this.#samples.get(identity);
    if (written === undefined) return () => undefined;
    const answered = new Map<number, number | undefined>();
    return (from, to) => {
      const window = from * maxScriptSeconds + to;
      if (answered.has(window)) return answered.get(window);
      const answer = over(written, statistic, from, to);
      answered.set(window, answer);
      return answer;
    };
  }
}

function over(
  written: ReadonlyMap<number, MinuteOfSamples>,
  statistic: string,
  from: number,
  to: number,
): number | undefined {
  const minutes: MinuteOfSamples[] = [];
  for (let index = from / 60; index < to / 60; index += 1) {
    const minute = written.get(index);
    if (minute !== undefined) minutes.push(minute);
  }
  return minutes.length === 0 ? undefined : statisticOf(statistic, minutes);
}

export function identityOf({ namespace, name, dimensions }: MetricKey): string {
  const sorted = Object.entries(dimensions)
    .map((pair) => pair.join('='))
    .sort();
  return [namespace, name, ...sorted].join('|');
}

function statisticOf(statistic: string, minutes: readonly MinuteOfSamples[]): number {
  const sum = minutes.reduce((total, minute) => total + minute.sum, 0);
  const count = minutes.reduce((total, { values }) => total + values.length, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Maximum':
      return Math.max(...minutes.map(({ most }) => most));
    case 'Minimum':
      return Math.min(...minutes.map(({ least }) => least));
    default:
      return percentile(
        statistic,
        minutes.flatMap(({ values }) => values),
      );
  }
}

/** `p95`: the smallest value that at least 95 of 100 are not above. */
function percentile(statistic: string, values: readonly number[]): number {
  const share = /^p(\d{1,2}(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (share === undefined) throw new TypeError(`the statistic ${statistic} is not known`);
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(1, Math.ceil((Number(share) / 100) * sorted.length)) - 1] ?? Number.NaN;
}
