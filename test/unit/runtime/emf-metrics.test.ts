import { describe, expect, it } from '@jest/globals';
import { emfMetrics } from '../../../lambdas/runtime/emf-metrics.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function recorder() {
  const lines: string[] = [];
  const clock = fakeClock(1_767_225_600_000);
  const metrics = emfMetrics({
    namespace: 'Breakwater/test',
    clock,
    write: (line) => lines.push(line),
  });
  return { metrics, written: () => lines.map((line) => JSON.parse(line)) };
}

describe('EMF metrics', () => {
  it('writes one line per set of dimensions, whatever was added in between', () => {
    const { metrics, written } = recorder();
    metrics.add('Done', 1, 'Count', { integration: 'stripe' });
    metrics.add('Faults');
    metrics.add('Retried', 2, 'Count', { integration: 'stripe' });
    metrics.add('Done', 1, 'Count', { integration: 'stripe' });
    metrics.flush();

    expect(written()).toEqual([
      {
        _aws: {
          Timestamp: 1_767_225_600_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Breakwater/test',
              Dimensions: [['integration']],
              Metrics: [
                { Name: 'Done', Unit: 'Count' },
                { Name: 'Retried', Unit: 'Count' },
              ],
            },
          ],
        },
        integration: 'stripe',
        Done: [1, 1],
        Retried: [2],
      },
      {
        _aws: {
          Timestamp: 1_767_225_600_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Breakwater/test',
              Dimensions: [[]],
              Metrics: [{ Name: 'Faults', Unit: 'Count' }],
            },
          ],
        },
        Faults: [1],
      },
    ]);
  });

  it('takes dimensions in another order as the same set', () => {
    const { metrics, written } = recorder();
    metrics.add('Calls', 1, 'Count', { upstream: 'crm', integration: 'stripe' });
    metrics.add('Calls', 1, 'Count', { integration: 'stripe', upstream: 'crm' });
    metrics.flush();
    expect(written()).toMatchObject([{ Calls: [1, 1] }]);
  });

  it('writes nothing at a flush when nothing was added since the last one', () => {
    const { metrics, written } = recorder();
    metrics.add('Done');
    metrics.flush();
    metrics.flush();
    expect(written()).toHaveLength(1);
  });

  it('puts no more than a hundred values of one metric into a line', () => {
    const { metrics, written } = recorder();
    for (let value = 0; value < 250; value++) metrics.add('Latency', value, 'Milliseconds');
    metrics.add('Done');
    metrics.flush();

    const lines = written();
    expect(lines.map(({ Latency }) => Latency.length)).toEqual([100, 100, 50]);
    expect(lines.flatMap(({ Latency }) => Latency)).toEqual([...Array(250).keys()]);
    expect(lines.map(({ Done }) => Done)).toEqual([[1], undefined, undefined]);
    expect(lines[1]._aws.CloudWatchMetrics[0].Metrics).toEqual([
      { Name: 'Latency', Unit: 'Milliseconds' },
    ]);
  });
});
