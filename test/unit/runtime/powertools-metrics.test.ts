import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { powertoolsMetrics } from '../../../lambdas/runtime/powertools-metrics.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const now = Date.now();
let lines: string[];

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

const metricsOfProcessor = () =>
  powertoolsMetrics({
    namespace: 'Breakwater/test',
    service: 'processor',
    clock: fakeClock(now),
  });
const written = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('metrics', () => {
  it('write one line per set of dimensions, whatever was added in between', () => {
    const metrics = metricsOfProcessor();
    metrics.add('Done', 1, 'Count', { integration: 'orders' });
    metrics.add('Faults');
    metrics.add('Retried', 2, 'Count', { integration: 'orders' });
    metrics.add('Done', 1, 'Count', { integration: 'orders' });
    metrics.flush();
    expect(written()).toEqual([
      {
        _aws: {
          Timestamp: now,
          CloudWatchMetrics: [
            {
              Namespace: 'Breakwater/test',
              Dimensions: [['service', 'integration']],
              Metrics: [
                { Name: 'Done', Unit: 'Count' },
                { Name: 'Retried', Unit: 'Count' },
              ],
            },
          ],
        },
        service: 'processor',
        integration: 'orders',
        Done: [1, 1],
        Retried: 2,
      },
      expect.objectContaining({ service: 'processor', Faults: 1 }),
    ]);
  });

  it('write nothing at a flush when nothing was added since the last one', () => {
    const metrics = metricsOfProcessor();
    metrics.add('Done');
    metrics.flush();
    metrics.flush();
    expect(written()).toHaveLength(1);
  });

  it('take dimensions in another order as the same set', () => {
    const metrics = metricsOfProcessor();
    metrics.add('Calls', 1, 'Count', { upstream: 'crm', integration: 'orders' });
    metrics.add('Calls', 1, 'Count', { integration: 'orders', upstream: 'crm' });
    metrics.flush();
    expect(written()).toMatchObject([{ Calls: [1, 1] }]);
  });

  it('lose no value when one metric has hundreds between two flushes', () => {
    const metrics = metricsOfProcessor();
    for (let value = 0; value < 250; value += 1) metrics.add('Latency', value, 'Milliseconds');
    metrics.flush();
    expect(written().flatMap(({ Latency }) => Latency)).toEqual([...Array(250).keys()]);
  });
});
