import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { breakerActor } from '../../../lambdas/breaker/breaker-actor.ts';
import { untouched, type HistoryEntry, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import type { PauseRecord } from '../../../lambdas/governor/pause.ts';
import { StageHolds } from '../../../lambdas/operations/stage-holds.ts';

const since = Date.UTC(2026, 0, 1);
const open: Snapshot = { ...untouched, state: { kind: 'open', since, openForMs: 30_000 } };
const ordered = { by: 'ada', reason: 'migration', since };
const forced = (until?: number): Snapshot => ({
  ...untouched,
  mode: { kind: 'forced-open', ...ordered, ...(until !== undefined && { until }) },
});
const isolated: Snapshot = { ...open, mode: { kind: 'isolated', ...ordered } };
const refused: Snapshot = {
  ...open,
  mode: { kind: 'isolated', credentialVersion: 'v1', ...ordered, by: breakerActor },
};

const now = since + 60_000;

function holds(
  circuits: Readonly<Record<string, Snapshot>>,
  pauses: Readonly<Record<string, PauseRecord>> = {},
) {
  const reads: string[] = [];
  const read = (circuit: string): Promise<Snapshot> => {
    reads.push(circuit);
    return Promise.resolve(circuits[circuit] ?? untouched);
  };
  const all = () => Promise.resolve(new Map(Object.entries(pauses)));
  return { reads, holds: new StageHolds({ breakers: { read }, pauses: { all } }, now) };
}

describe('what makes events wait on purpose', () => {
  it.each<[string, Snapshot, string | null, string | undefined]>([
    ['closed', untouched, null, undefined],
    ['open', open, '2026-01-01T00:00:30.000Z', undefined],
    [
      ...(['forced-open', forced(since + 60_000), '2026-01-01T00:01:00.000Z'] as const),
      'ada until 2026-01-01T00:01:00.000Z: migration',
    ],
    ['forced-open', forced(), null, 'ada: migration'],
    ['isolated', isolated, null, 'ada: migration'],
    ['isolated', refused, null, undefined],
  ])('tells of a breaker that is %s until when, and by whom', async (state, snapshot, ...facts) => {
    const [until, heldBy] = facts;
    expect(await holds({ crm: snapshot }).holds.breakersOf(['crm'])).toMatchObject([
      { upstream: 'crm', state, until, heldBy },
    ]);
  });

  it.each<
    [string, readonly [HistoryEntry['from'], HistoryEntry['to'], string][], string | undefined]
  >([
    [
      'a new credential',
      [
        ['closed', 'isolated', breakerActor],
        ['isolated', 'open', breakerActor],
      ],
      'new-credential',
    ],
    [
      'a new credential that is being probed',
      [
        ['isolated', 'open', breakerActor],
        ['open', 'half-open', breakerActor],
      ],
      'new-credential',
    ],
    ['a release by an operator', [['isolated', 'open', 'ada']], 'released'],
    ['the end of an order', [['forced-open', 'open', breakerActor]], 'released'],
    ['an outage', [['closed', 'open', breakerActor]], undefined],
    [
      'a probe that failed',
      [
        ['isolated', 'open', breakerActor],
        ['open', 'half-open', breakerActor],
        ['half-open', 'open', breakerActor],
      ],
      undefined,
    ],
  ])(
    'knows an open breaker that waits for its first probe after %s',
    async (_, changes, expected) => {
      const history = changes.map(([from, to, by], epoch) => ({
        ...{ epoch, at: since + epoch, from, to, by, reason: '' },
      }));
      const [reading] = await holds({ crm: { ...open, history } }).holds.breakersOf(['crm']);
      expect(reading?.awaitsProbe).toBe(expected);
    },
  );

  it('distinguishes a missing credential from a refused one', async () => {
    const absent: Snapshot = {
      ...open,
      mode: { kind: 'isolated', credentialVersion: 'none', ...ordered, by: breakerActor },
    };
    const readings = await holds({ crm: absent, mailer: refused }).holds.breakersOf([
      'crm',
      'mailer',
    ]);
    expect(readings.map(({ credential }) => credential)).toEqual(['absent', 'refused']);
  });

  it('shows since when an upstream is down, despite failed probes since', async () => {
    const history = (['closed', 'open', 'half-open'] as const).map((from, epoch) => ({
      ...{
        epoch,
        at: since + epoch,
        from,
        by: breakerActor,
        reason: epoch === 0 ? 'hard-outage' : '',
      },
      to: from === 'open' ? ('half-open' as const) : ('open' as const),
    }));
    const [reading] = await holds({ crm: { ...open, history } }).holds.breakersOf(['crm']);
    expect(reading).toMatchObject({ since, reason: 'hard-outage' });
  });

  it('names the breaker that holds an integration, and reads each once', async () => {
    const { holds: one, reads } = holds({ mailer: open });
    expect(await one.heldBy('orders', ['crm', 'mailer'])).toEqual({
      by: 'breaker',
      why: 'mailer is open',
    });
    expect(await one.heldBy('orders', ['crm'])).toBeUndefined();
    expect(reads).toEqual(['crm', 'mailer']);
  });

  it('is a person’s word before anything else, until its time is over', async () => {
    const pause = { ...ordered, until: now + 60_000 };
    const { holds: one } = holds({ crm: open }, { orders: { pause } });
    expect(await one.heldBy('orders', ['crm'])).toEqual({
      by: 'person',
      why: 'ada until 2026-01-01T00:02:00.000Z: migration',
      until: now + 60_000,
    });
    const over = holds({}, { orders: { pause: { ...pause, until: now } } });
    expect(await over.holds.heldBy('orders', [])).toBeUndefined();
    const resumed = holds({}, { orders: { pause, resumed: ordered } });
    expect(await resumed.holds.heldBy('orders', [])).toBeUndefined();
  });

  it('is a breaker that has just closed, too: the governor comes once a minute', async () => {
    const closed = (agoMs: number): Snapshot => ({
      ...untouched,
      history: [{ epoch: 5, at: now - agoMs, from: 'half-open', to: 'closed', by: '', reason: '' }],
    });
    expect(await holds({ crm: closed(60_000) }).holds.heldBy('orders', ['crm'])).toEqual({
      by: 'breaker',
      why: 'crm is closed',
    });
    expect(await holds({ crm: closed(180_000) }).holds.heldBy('orders', ['crm'])).toBeUndefined();
  });

  it('is nothing in a stage that was deployed before there were breakers', async () => {
    const missing = new ResourceNotFoundException({ message: 'no table', $metadata: {} });
    const one = new StageHolds(
      {
        breakers: { read: () => Promise.reject(missing) },
        pauses: { all: () => Promise.reject(missing) },
      },
      now,
    );
    expect(await one.breakersOf(['crm'])).toMatchObject([{ state: 'closed' }]);
    expect(await one.heldBy('orders', ['crm'])).toBeUndefined();
  });
});
