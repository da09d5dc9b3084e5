import { describe, expect, it } from '@jest/globals';
import { breakerActor } from '../../../lambdas/breaker/breaker-actor.ts';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import type { FleetUpstream } from '../../../lambdas/governor/fleet.ts';
import { readUpstream } from '../../../lambdas/governor/read-gauges.ts';
import {
  publishGauges,
  type IntegrationReading,
  type UpstreamReading,
} from '../../../lambdas/governor/gauges.ts';

const now = Date.UTC(2026, 0, 1);
const atRest: IntegrationReading = {
  integration: 'orders',
  visible: 0,
  inFlight: 0,
  oldestSeconds: 0,
  overdueSeconds: 0,
  heldOnPurpose: false,
  mappingWrong: false,
  deadLetters: 0,
  oldestDeadLetterSeconds: 0,
  pausedByPersonSince: undefined,
};
const closed: UpstreamReading = {
  upstream: 'crm',
  state: 'closed',
  since: undefined,
  heldByPerson: false,
};

function written(
  integrations: readonly Partial<IntegrationReading>[],
  upstreams: readonly Partial<UpstreamReading>[] = [],
): string[] {
  const lines: string[] = [];
  publishGauges(
    {
      add: (name, value, dimensions) =>
        void lines.push([name, value, ...Object.values(dimensions)].join(' ')),
      flush: () => undefined,
    },
    integrations.map((changes) => ({ ...atRest, ...changes })),
    upstreams.map((changes) => ({ ...closed, ...changes })),
    now,
  );
  return lines;
}

describe('gauges', () => {
  it('at rest are not written, because each is paid for in every hour in which it is', () => {
    expect(written([{}], [{}])).toEqual(['GovernorRuns 1']);
  });

  it('of one integration are written together, because alarms set one against another', () => {
    expect(written([{ oldestSeconds: 60, inFlight: 1 }])).toEqual([
      'QueueVisible 0 orders',
      'QueueInFlight 1 orders',
      'OldestSeconds 60 orders',
      'OverdueSeconds 0 orders',
      'HeldOnPurpose 0 orders',
      'MappingWrong 0 orders',
      'DeadLetters 0 orders',
      'OldestDeadLetterSeconds 0 orders',
      'GovernorRuns 1',
    ]);
  });

  it('tell the worst of the fleet without naming it', () => {
    const lines = written(
      [{ mappingWrong: true }, { integration: 'mail', oldestDeadLetterSeconds: 9, deadLetters: 1 }],
      [
        { state: 'half-open', since: now - 5_000 },
        { upstream: 'erp', state: 'isolated', since: now - 9_000 },
      ],
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'MappingWrong 1',
        'OldestDeadLetterSeconds 9',
        'BreakerState 1 crm',
        'BreakerOpenSeconds 5',
        'BreakerOpenSeconds 5 crm',
        'BreakerState 4 erp',
        'CredentialIsolated 1',
        'CredentialIsolated 1 erp',
      ]),
    );
  });

  it('count what a person holds from the first of them, and do not call a forced breaker open', () => {
    const lines = written(
      [{ pausedByPersonSince: now - 60_000 }],
      [{ state: 'forced-open', since: now - 3_600_000, heldByPerson: true }],
    );
    expect(lines).toEqual(['BreakerState 3 crm', 'HeldByPersonSeconds 3600', 'GovernorRuns 1']);
  });

  it('do not call a credential refused where a person has isolated the upstream', () => {
    const snapshot = (by: string): Snapshot => ({
      ...untouched,
      mode: { kind: 'isolated', since: now - 9_000, by, reason: 'key leaked' },
    });
    const read = (by: string) =>
      readUpstream({
        upstream: { name: 'crm' } as FleetUpstream,
        snapshot: snapshot(by),
        downSince: undefined,
      });
    expect(written([], [read('ada')])).toEqual([
      'BreakerState 4 crm',
      'HeldByPersonSeconds 9',
      'GovernorRuns 1',
    ]);
    expect(written([], [read(breakerActor)])).toEqual([
      'BreakerState 4 crm',
      'CredentialIsolated 1',
      'CredentialIsolated 1 crm',
      'GovernorRuns 1',
    ]);
  });
});
