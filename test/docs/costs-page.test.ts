import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { countFleet, countMetrics } from '../../bin/docs/costs/count-fleet.ts';
import { withCosts } from '../../bin/docs/costs/costs-page.ts';

describe('docs/costs.md', () => {
  it('says what templates, metrics and measurements say; if not, run `node bin/docs.ts`', () => {
    const page = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');
    expect(page).toBe(withCosts(page));
  }, 120_000);

  it('counts each metric that an alarm reads, and each value of a dimension', () => {
    // By hand: three alarms of its own, and one on its upstream; a rate reads two metrics.
    const [one, two] = [countFleet(1, {}), countFleet(2, {})];
    expect(two.alarms - one.alarms).toBe(4);
    expect(two.alarmMetrics - one.alarmMetrics).toBe(6);
    // Its own two, and the hold queue of its upstream.
    expect(two.queues - one.queues).toBe(3);
    // Accepted, FailedShare; UpstreamFailedShare, UpstreamLatency; RejectedShare, GovernorRuns.
    const values = { integration: 10, upstream: 3, reason: 0, class: 0 };
    expect(countMetrics('traffic', values)).toBe(2 * 10 + 2 * 3 + 2);
  }, 120_000);
});
