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
    metrics.add('FailedShare', 0, { integration: 'orders' });
    metrics.add('GovernorRuns', 1, {});
    metrics.add('Retried', 2, { integration: 'orders' });
    metrics.add('FailedShare', 0, { integration: 'orders' });
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
                { Name: 'FailedShare', Unit: 'Count' },
                { Name: 'Retried', Unit: 'Count' },
              ],
            },
          ],
        },
        service: 'processor',
        integration: 'orders',
        FailedShare: [0, 0],
        Retried: 2,
      },
      expect.objectContaining({ service: 'processor', GovernorRuns: 1 }),
    ]);
  });

  it('write nothing at a flush when nothing was added since the last one', () => {
    const metrics = metricsOfProcessor();
    metrics.add('GovernorRuns', 1, {});
    metrics.flush();
    metrics.flush();
    expect(written()).toHaveLength(1);
  });

  it('take dimensions in another order as the same set', () => {
    const metrics = metricsOfProcessor();
    metrics.add('Rejected', 1, { reason: 'stale', integration: 'orders' });
    metrics.add('Rejected', 1, { integration: 'orders', reason: 'stale' });
    metrics.flush();
    expect(written()).toMatchObject([{ Rejected: [1, 1] }]);
  });

  it('lose no value when one metric has hundreds between two flushes', () => {
    const metrics = metricsOfProcessor();
    for (let value = 0; value < 250; value += 1) {
      metrics.add('UpstreamLatency', value, { upstream: 'crm' });
    }
    metrics.flush();
    expect(written().flatMap(({ UpstreamLatency }) => UpstreamLatency)).toEqual([
      ...Array(250).keys(),
    ]);
  });
});
