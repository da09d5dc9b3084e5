import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { StageHolds } from '../../../lambdas/operations/stage-holds.ts';

const since = Date.UTC(2026, 0, 1);
const open: Snapshot = { ...untouched, state: { kind: 'open', since, openForMs: 30_000 } };
const ordered = { by: 'ada', reason: 'migration', since };
const forced = (until?: number): Snapshot => ({
  ...untouched,
  mode: { kind: 'forced-open', ...ordered, ...(until !== undefined && { until }) },
});
const isolated: Snapshot = { ...open, mode: { kind: 'isolated', ...ordered } };

function holds(circuits: Readonly<Record<string, Snapshot>>) {
  const reads: string[] = [];
  const read = (circuit: string): Promise<Snapshot> => {
    reads.push(circuit);
    return Promise.resolve(circuits[circuit] ?? untouched);
  };
  return { reads, holds: new StageHolds({ read }) };
}

describe('what makes events wait on purpose', () => {
  it.each<[string, Snapshot, string | null]>([
    ['closed', untouched, null],
    ['open', open, '2026-01-01T00:00:30.000Z'],
    ['forced-open', forced(since + 60_000), '2026-01-01T00:01:00.000Z'],
    ['forced-open', forced(), null],
    ['isolated', isolated, null],
  ])('tells of a breaker that is %s until when', async (state, snapshot, until) => {
    expect(await holds({ crm: snapshot }).holds.breakersOf(['crm'])).toEqual([
      { upstream: 'crm', state, until },
    ]);
  });

  it('names the breaker that holds an integration, and reads each once', async () => {
    const { holds: one, reads } = holds({ mailer: open });
    expect(await one.heldBy(['crm', 'mailer'])).toEqual({ by: 'breaker', why: 'mailer is open' });
    expect(await one.heldBy(['crm'])).toBeUndefined();
    expect(reads).toEqual(['crm', 'mailer']);
  });

  it('is nothing in a stage that was deployed before there were breakers', async () => {
    const missing = new ResourceNotFoundException({ message: 'no table', $metadata: {} });
    const one = new StageHolds({ read: () => Promise.reject(missing) });
    expect(await one.breakersOf(['crm'])).toMatchObject([{ state: 'closed' }]);
  });
});
