import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAlarmText } from '../../lambdas/operations/alarm-text.ts';
import { deadLetterReasons } from '../../lambdas/processor/outcome.ts';
import { metricCatalog, type MetricShape } from '../../lambdas/runtime/metric-names.ts';
import { alarmsIn, orders, templatesOf } from '../support/alarm-evaluator/synthesized-alarms.ts';
import { dashboardOf, dashboardText, metricsFetchedBy } from './support/dashboard.ts';
import { handled, stackOf } from './support/synthesize.ts';

const coreOf = (...names: string[]) =>
  stackOf({ integrations: names.map((name) => handled(name)) }, 'breakwater-dev');
const text = dashboardText(coreOf('orders'));
const { widgets, variables } = dashboardOf(coreOf('orders'));
const titles = widgets.map(({ properties }) => properties.title ?? properties.markdown ?? '');

describe('the dashboard of a stage', () => {
  it('is the same whatever integrations there are', () => {
    expect(dashboardText(coreOf('orders', 'refunds'))).toBe(text);
    expect(text).not.toContain('orders');
  });

  it('begins with what is wrong, where, and since when', () => {
    const own = widgets.filter(({ type }) => type === 'custom');
    expect(own.map(({ y, properties }) => [y, properties.params])).toEqual([
      [1, { view: 'overview' }],
      [9, { view: 'dead-letters' }],
      [9, { view: 'holds' }],
      [expect.any(Number), { view: 'integration', shown: 'chosen-integration' }],
    ]);
    expect(widgets.slice(1, 4)).toEqual(own.slice(0, 3));
  });

  it('has a section for the integration and one for the upstream that somebody chooses', () => {
    expect(variables.map(({ id, pattern }) => [id, pattern])).toEqual([
      ['integration', 'chosen-integration'],
      ['upstream', 'chosen-upstream'],
    ]);
    const own = (chosen: string) =>
      widgets
        .filter((widget) => JSON.stringify(widget).includes(chosen))
        .map(({ properties }) => properties.title ?? properties.markdown);
    expect(own('chosen-integration')).toEqual([
      '# chosen-integration',
      'chosen-integration: now',
      'Webhooks',
      'Handler runs',
      'Failed runs, % (0 below 20 runs)',
      'Queue',
      'Oldest event waiting, seconds',
      'Held on purpose, mapping wrong (1 while it is so)',
      'Dead letters waiting',
      'Dead-lettered, by reason',
      'Processor',
    ]);
    expect(own('chosen-upstream')).toEqual([
      '# chosen-upstream',
      'Latency, ms',
      'Failed requests, % (0 below 20 requests)',
      'BreakerState',
      'Requests, and retries among them',
      'UpstreamFailures, by class',
      'Breaker open, seconds',
      'Changes of the breaker; credential isolated (1 while it is so)',
    ]);
  });

  it('shows the median, the 95th and the 99th percentile of an upstream', () => {
    const latency = widgets.find(({ properties }) => properties.title === 'Latency, ms');
    expect(JSON.stringify(latency?.properties.metrics)).toMatch(/"p50".*"p95".*"p99"/);
  });

  it('shows every metric that somebody writes, but those that no person reads', () => {
    const unseen = Object.keys(metricCatalog).filter((name) => !text.includes(name));
    // Where a secret is being rotated, the log of the verifier says so; a replay that is suspected is
    // in the reasons of dead letters, or in the processor's log.
    expect(unseen).toEqual(['PreviousSecretMatched', 'ReplaySuspected']);
  });

  it('asks for metrics under dimensions that they are written under', () => {
    const searches = [...text.matchAll(/SEARCH\('\{[^,]+,([^}]*)\} MetricName=\\"(\w+)\\"/g)];
    expect(searches.length).toBeGreaterThan(15);
    for (const [, schema = '', name = ''] of searches) {
      const { under } = metricCatalog[name as keyof typeof metricCatalog] as MetricShape;
      const sets = under.map((dimensions) => ['service', ...dimensions].toSorted().join());
      expect(sets).toContain(schema.split(',').toSorted().join());
    }
  });
});

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: what is searched
 * for and what an expression needs counts, whether it is drawn or not.
 */
const mostWidgets = 500;
const mostMetricsPerWidget = 500;
const mostMetrics = 2_500;
/** CloudWatch names no limit of its own; a template may have a megabyte, all resources together. */
const mostBytes = 100_000;

describe('the dashboard of a hundred integrations, each with two upstreams', () => {
  const fleet = {
    service: 1,
    integration: 100,
    upstream: 200,
    reason: deadLetterReasons.length,
    class: 10,
  };
  const fetched = widgets.map((widget) => metricsFetchedBy(widget, fleet));

  it('stays within what CloudWatch takes', () => {
    expect(widgets.length).toBeLessThan(mostWidgets);
    expect(Math.max(...fetched)).toBeLessThanOrEqual(mostMetricsPerWidget);
    expect(fetched.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(mostMetrics);
    expect(Buffer.byteLength(text)).toBeLessThan(mostBytes);
  });

  it('is counted with all that its searches find', () => {
    const ofTitle = (title: string) => fetched[titles.indexOf(title)];
    expect(ofTitle('Accepted, by integration')).toBe(100);
    expect(ofTitle('95 of 100 answered within, ms: the ten slowest')).toBe(200);
    expect(ofTitle('Dead-lettered, by reason')).toBe(deadLetterReasons.length);
    expect(ofTitle('Latency, ms')).toBe(3);
    // An expression, and the two metrics that it is made of.
    expect(ofTitle('verifier-faults')).toBe(2);
  });
});

describe('the overview of the dashboard', () => {
  const alarms = [{}, { alarmsPerIntegration: true }].flatMap((settings) =>
    alarmsIn(templatesOf([orders], settings)),
  );

  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm.AlarmDescription] as const))(
    'can say of %s what it means, where to look first and where its runbook is',
    (name, description) => {
      const text = parseAlarmText(description);
      expect(text?.means).toMatch(/\.$/);
      expect(text?.lookFirst).toMatch(/^at .+[.?]$/s);
      expect(text?.runbook).toBe(`docs/runbook.md#${name.split('/').at(-1) ?? ''}`);
    },
  );
});

describe('what runbook and alarms say is on the dashboard', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8').replaceAll(/\s*\n\s*/g, ' ');
  const descriptions = alarmsIn(templatesOf([orders])).map(
    ({ AlarmDescription }) => AlarmDescription,
  );
  const sentences = [runbook, ...descriptions].flatMap((source) =>
    source.split(/(?<=[.:;]) /).filter((sentence) => sentence.includes('on the dashboard')),
  );
  const quoted = sentences.flatMap((sentence) =>
    [...sentence.matchAll(/"([^"]+)"|`([A-Z]\w+)`/g)].map(([, label, name]) => label ?? name ?? ''),
  );

  it.each([...new Set(quoted)])('is there: %s', (name) => {
    expect(text).toContain(name);
  });

  it('is looked for in many places', () => {
    expect(quoted.length).toBeGreaterThan(15);
  });
});
