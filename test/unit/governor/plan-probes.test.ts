import { describe, expect, it } from '@jest/globals';
import type { Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import type { FleetUpstream } from '../../../lambdas/governor/fleet.ts';
import { planProbes, type ProbeCandidate } from '../../../lambdas/governor/plan-probes.ts';
import type { IntegrationView, Stand } from '../../../lambdas/governor/stand.ts';
import { viewUpstream } from '../../../lambdas/governor/upstream-view.ts';
import { fleetIntegration, fleetUpstream, opened } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const ordered = { by: 'ada', reason: 'why', since: now - 600_000 };
const stopped: Stand = { kind: 'stopped-by-breaker', upstream: 'crm' };

const candidate = (
  name: string,
  stand: Stand = stopped,
  view: Partial<IntegrationView> = {},
): ProbeCandidate => ({
  stand,
  view: {
    integration: fleetIntegration({ name }),
    pause: undefined,
    upstreams: [],
    mapping: { id: name, state: 'disabled', maximumConcurrency: 2 },
    note: {},
    visible: 7,
    ...view,
  },
});

const plan = (
  candidates: readonly ProbeCandidate[],
  snapshot: Snapshot = opened(now, 600_000),
  changes: Partial<FleetUpstream> = {},
): string[] => planProbes(viewUpstream(fleetUpstream(changes), snapshot, {}), candidates, now);

describe('who probes an upstream', () => {
  it('is an integration that it has stopped and that has something waiting', () => {
    expect(plan([candidate('orders')])).toEqual(['orders']);
    expect(plan([candidate('orders', stopped, { visible: 0 })])).toEqual([]);
    expect(plan([candidate('orders', stopped, { visible: undefined })])).toEqual(['orders']);
    expect(plan([candidate('orders', { kind: 'running' })])).toEqual([]);
    const other = fleetIntegration({ name: 'orders', upstreams: ['erp'] });
    expect(plan([candidate('orders', stopped, { integration: other })])).toEqual([]);
  });

  it('is first the one whose events have come to it', () => {
    const idle = { idleProbes: { crm: { count: 1, epoch: 1 } } };
    const candidates = [candidate('a', stopped, { note: idle }), candidate('c'), candidate('b')];
    expect(plan(candidates)).toEqual(['b', 'c', 'a']);
  });

  it('is nobody whom a person has stopped, and nobody who is not deployed', () => {
    const paused: Stand = { kind: 'stopped-by-person', pause: ordered };
    expect(plan([candidate('orders', paused)])).toEqual([]);
    expect(plan([candidate('orders', stopped, { mapping: undefined })])).toEqual([]);
    expect(plan([candidate('orders', paused)], undefined, { hasProbe: true })).toEqual([]);
  });

  it('is nobody before it is time', () => {
    const orders = [candidate('orders')];
    const half = (endsAt: number): Snapshot =>
      opened(now, 600_000, {
        state: {
          kind: 'half-open',
          since: now - 60_000,
          openForMs: 1,
          credits: 1,
          lease: { owner: 'x', endsAt, lengthMs: 600_000 },
        },
      });
    expect(plan(orders, opened(now, 29_000))).toEqual([]);
    expect(plan(orders, opened(now, 600_000, { throttledUntil: now + 1 }))).toEqual([]);
    expect(plan(orders, half(now))).toEqual([]);
    expect(plan(orders, half(now - 2_000))).toEqual(['orders']);
  });

  it('is nobody where a person has decided', () => {
    for (const mode of [
      { kind: 'forced-open', ...ordered },
      { kind: 'forced-closed', ...ordered },
      { kind: 'isolated', ...ordered },
    ] as const) {
      expect(plan([candidate('orders')], opened(now, 600_000, { mode }))).toEqual([]);
    }
  });

  it('is anybody who can tell whether there is another credential, also without an event', () => {
    const mode = { kind: 'isolated', credentialVersion: 'v1', ...ordered } as const;
    const isolated = opened(now, 600_000, { mode });
    expect(plan([candidate('orders', stopped, { visible: 0 })], isolated)).toEqual(['orders']);
    expect(plan([candidate('orders', { kind: 'running' })], isolated)).toEqual(['orders']);
  });

  it('is anybody where the upstream has a probe of its own: no event is touched', () => {
    const running = candidate('orders', { kind: 'running' }, { visible: 0 });
    expect(plan([running], opened(now, 600_000), { hasProbe: true })).toEqual(['orders']);
    expect(plan([running], opened(now, 100_000), { hasProbe: true })).toEqual([]);
  });
});
