import { describe, expect, it } from '@jest/globals';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import {
  isAsWanted,
  mappingFor,
  standOf,
  type IntegrationView,
} from '../../../lambdas/governor/stand.ts';
import { viewUpstream, type UpstreamView } from '../../../lambdas/governor/upstream-view.ts';
import { fleetIntegration, fleetUpstream, opened } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;

const upstream = (snapshot: Snapshot, name = 'crm'): UpstreamView =>
  viewUpstream(fleetUpstream({ name }), snapshot, {});

const closed = upstream(untouched);
const down = upstream(opened(now, 2 * minute));
const briefly = upstream(opened(now, 2 * minute - 1));
const ordered = { by: 'ada', reason: 'why', since: now - 5 * minute };
const enabled = { id: 'm', state: 'enabled', maximumConcurrency: 10 } as const;
const disabled = { ...enabled, state: 'disabled' } as const;

const stand = (changes: Partial<IntegrationView>, ceiling = 10) =>
  standOf(
    {
      integration: fleetIntegration(),
      pause: undefined,
      upstreams: [closed],
      mapping: enabled,
      note: {},
      visible: 0,
      ...changes,
    },
    ceiling,
    now,
  );

describe('how an integration ought to stand', () => {
  it.each<[string, Partial<IntegrationView>, object]>([
    ['running while its upstreams are well', {}, { kind: 'running' }],
    ['running without any upstream', { upstreams: [] }, { kind: 'running' }],
    [
      'running in the first two minutes of an outage',
      { upstreams: [briefly] },
      { kind: 'running' },
    ],
    [
      'stopped after two minutes of one',
      { upstreams: [down] },
      { kind: 'stopped-by-breaker', upstream: 'crm' },
    ],
    [
      'stopped if any of its upstreams is down',
      { upstreams: [closed, upstream(opened(now, 3 * minute), 'erp')] },
      { kind: 'stopped-by-breaker', upstream: 'erp' },
    ],
    [
      'running if it would rather continue',
      { upstreams: [down], integration: fleetIntegration({ whenUpstreamDown: 'continue' }) },
      { kind: 'running' },
    ],
    [
      'stopped at once by an outage that goes on while it catches up',
      { upstreams: [briefly], note: { ramp: { concurrency: 4 } } },
      { kind: 'stopped-by-breaker', upstream: 'crm' },
    ],
    [
      'stopped by a person, whatever its upstreams do',
      { pause: ordered, upstreams: [down] },
      { kind: 'stopped-by-person', pause: ordered },
    ],
    [
      'trying, when three probes have shown that its events do not come to the upstream',
      { upstreams: [down], note: { idleProbes: { crm: { count: 3, epoch: 1 } } } },
      { kind: 'trying', upstream: 'crm', ramp: { concurrency: 2 } },
    ],
    [
      'stopped again, when somebody’s call has come to it since',
      { upstreams: [down], note: { idleProbes: { crm: { count: 3, epoch: 0 } } } },
      { kind: 'stopped-by-breaker', upstream: 'crm' },
    ],
    [
      'catching up from two, where a hand has disabled it',
      { mapping: disabled },
      { kind: 'catching-up', ramp: { concurrency: 2 } },
    ],
    [
      'catching up from two, where the notes of an outage are lost',
      { mapping: disabled, note: {}, visible: 5_000 },
      { kind: 'catching-up', ramp: { concurrency: 2 } },
    ],
    [
      'catching up with twice as much, once the last step is in force',
      {
        mapping: { ...enabled, maximumConcurrency: 4 },
        note: { ramp: { concurrency: 4 } },
        visible: 5_000,
      },
      { kind: 'catching-up', ramp: { concurrency: 8 } },
    ],
    [
      'catching up as before, while the last step is not in force',
      { mapping: { ...enabled, state: 'changing' }, note: { ramp: { concurrency: 4 } } },
      { kind: 'catching-up', ramp: { concurrency: 4 } },
    ],
    [
      'running again, when next to nothing waits',
      {
        mapping: { ...enabled, maximumConcurrency: 4 },
        note: { ramp: { concurrency: 4 } },
        visible: 40,
      },
      { kind: 'running' },
    ],
    [
      'catching up for as long as nobody can count what waits',
      {
        mapping: { ...enabled, maximumConcurrency: 4 },
        note: { ramp: { concurrency: 4 } },
        visible: undefined,
      },
      { kind: 'catching-up', ramp: { concurrency: 8 } },
    ],
    ['left alone where a breaker cannot be read', { upstreams: undefined }, { kind: 'unknown' }],
  ])('is %s', (_name, changes, expected) => {
    expect(stand(changes)).toEqual(expected);
  });

  it('goes by the breaker’s own times: four first openings', () => {
    const quick = fleetUpstream();
    const settings = { ...quick.settings, openMs: 1_000 };
    const view = (agoMs: number) => viewUpstream({ ...quick, settings }, opened(now, agoMs), {});
    expect(stand({ upstreams: [view(3_999)] }).kind).toBe('running');
    expect(stand({ upstreams: [view(4_000)] }).kind).toBe('stopped-by-breaker');
  });

  it.each<[string, Partial<Snapshot>]>([
    ['half-open', { state: { kind: 'half-open', since: now, openForMs: 1, credits: 0 } }],
    ['forced open', { mode: { kind: 'forced-open', ...ordered } }],
    ['isolated', { mode: { kind: 'isolated', ...ordered } }],
  ])('is stopped by a breaker that is %s, too', (_name, changes) => {
    expect(stand({ upstreams: [upstream(opened(now, 5 * minute, changes))] }).kind).toBe(
      'stopped-by-breaker',
    );
  });

  it('is not stopped by a breaker that a person holds closed', () => {
    const snapshot = opened(now, 5 * minute, { mode: { kind: 'forced-closed', ...ordered } });
    expect(stand({ upstreams: [upstream(snapshot)] }).kind).toBe('running');
  });
});

describe('since when an upstream is down', () => {
  const change = (at: number, from: 'closed' | 'open' | 'half-open', to: 'open' | 'half-open') => ({
    ...{ epoch: 1, at, from, to, by: '', reason: '' },
  });

  it('is counted from when it left `closed`, not from its last opening', () => {
    const snapshot = opened(now, 0, {
      history: [
        change(now - 3 * minute, 'closed', 'open'),
        change(now - minute, 'open', 'half-open'),
        change(now, 'half-open', 'open'),
      ],
    });
    expect(upstream(snapshot).downSince).toBe(now - 3 * minute);
  });

  it('is remembered where the circuit has forgotten it', () => {
    const history = [change(now - minute, 'open', 'half-open'), change(now, 'half-open', 'open')];
    const snapshot = opened(now, 0, { history });
    expect(viewUpstream(fleetUpstream(), snapshot, {}).downSince).toBe(now - minute);
    const since = now - 60 * minute;
    expect(viewUpstream(fleetUpstream(), snapshot, { downSince: since }).downSince).toBe(since);
  });
});

describe('the mapping that is wanted', () => {
  const wanted = (kind: 'running' | 'stopped-by-breaker' | 'catching-up') =>
    mappingFor(
      kind === 'running'
        ? { kind }
        : kind === 'catching-up'
          ? { kind, ramp: { concurrency: 4 } }
          : { kind, upstream: 'crm' },
      fleetIntegration(),
    );

  it('is enabled with what the definition says, or with as much as it has again', () => {
    expect(wanted('running')).toEqual({ kind: 'enabled', maximumConcurrency: 10 });
    expect(wanted('catching-up')).toEqual({ kind: 'enabled', maximumConcurrency: 4 });
    expect(wanted('stopped-by-breaker')).toEqual({ kind: 'disabled' });
    expect(mappingFor({ kind: 'unknown' }, fleetIntegration())).toBeUndefined();
  });

  it('is there when state and concurrency are; a disabled one may have any', () => {
    const four = { kind: 'enabled', maximumConcurrency: 4 } as const;
    expect(isAsWanted({ ...enabled, maximumConcurrency: 4 }, four)).toBe(true);
    expect(isAsWanted(enabled, four)).toBe(false);
    expect(isAsWanted({ ...enabled, maximumConcurrency: undefined }, four)).toBe(false);
    expect(isAsWanted({ ...disabled, maximumConcurrency: 4 }, four)).toBe(false);
    expect(isAsWanted(disabled, { kind: 'disabled' })).toBe(true);
    expect(isAsWanted({ ...enabled, state: 'changing' }, { kind: 'disabled' })).toBe(false);
  });
});
