import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AnnouncementMarks } from '../../lambdas/breaker/announcement-marks.ts';
import type { BreakerStore } from '../../lambdas/breaker/breaker-store.ts';
import type { ConditionalWrite } from '../../lambdas/breaker/conditional-write.ts';
import { untouched, type Snapshot, type State } from '../../lambdas/breaker/snapshot.ts';
import * as transitions from '../../lambdas/breaker/transitions.ts';
import { defaultBreakerSettings as settings } from '../../lambdas/breaker/breaker-settings.ts';

const now = Date.UTC(2026, 0, 1);
const closed = untouched as Snapshot & { state: Extract<State, { kind: 'closed' }> };

function trip(seen: Snapshot = untouched, id: string = randomUUID()): ConditionalWrite {
  const { state } = seen;
  if (state.kind !== 'closed') throw new TypeError('Only a closed breaker trips.');
  return transitions.trip({ ...seen, state }, { id, reason: 'hard-outage' }, now, 0.5, settings);
}

/** What every store of breakers promises, whatever it is made of. */
export function describeBreakerStore(open: () => BreakerStore & AnnouncementMarks): void {
  const circuit = () => `crm-${randomUUID()}`;

  it('knows a circuit that was never written as closed', async () => {
    expect(await open().read(circuit())).toEqual(untouched);
  });

  it('gives back what was written', async () => {
    const store = open();
    const name = circuit();
    const write = trip();
    const expected = { kind: 'won', snapshot: write.facts };
    expect(await store.write(name, write)).toEqual(expected);
    expect(await store.read(name)).toEqual(write.facts);
  });

  it('lets one of many win who saw the same, and shows the others what stands there', async () => {
    const store = open();
    const name = circuit();
    const results = await Promise.all(Array.from({ length: 20 }, () => store.write(name, trip())));
    const winners = results.filter(({ kind }) => kind === 'won');
    expect(winners).toHaveLength(1);
    expect(new Set(results.map(({ snapshot }) => JSON.stringify(snapshot))).size).toBe(1);
  });

  it('takes a write that is sent twice, because its answer was lost, for the one that it is', async () => {
    const store = open();
    const name = circuit();
    const write = trip();
    await store.write(name, write);
    expect(await store.write(name, write)).toMatchObject({ kind: 'won' });
  });

  it('marks what was published, and never passes a change that was not', async () => {
    const store = open();
    const name = circuit();
    const mark = async () => (await store.read(name)).announcedEpoch;
    await store.markAnnounced(name, 3, 1);
    expect(await mark()).toBeUndefined();
    await store.markAnnounced(name, 2, 0);
    await store.markAnnounced(name, 7, 5);
    await store.markAnnounced(name, 2, 0);
    expect(await mark()).toBe(2);
    await store.markAnnounced(name, 5, 2);
    await store.write(name, trip());
    expect(await mark()).toBe(5);
    await store.markAnnounced(name, 1, 'any');
    expect(await mark()).toBe(1);
  });

  it('keeps what is not bound to an epoch through a transition', async () => {
    const store = open();
    const name = circuit();
    await store.throttle(name, now + 5_000);
    await store.throttle(name, now + 1_000);
    await store.setDraining(name, now + 1_000);
    await store.write(name, trip());
    expect(await store.read(name)).toMatchObject({
      epoch: 1,
      throttledUntil: now + 5_000,
      drainingUntil: now + 1_000,
    });
    await store.setDraining(name, undefined);
    expect(await store.read(name)).not.toHaveProperty('drainingUntil');
  });

  describe('refuses a write', () => {
    const lease = { owner: 'me', endsAt: now + 15_000, lengthMs: 15_000 };

    async function halfOpen(store: BreakerStore, name: string) {
      const { snapshot: opened } = await store.write(name, trip());
      if (opened.state.kind !== 'open') throw new TypeError('It did not trip.');
      const claim = transitions.claim({ ...opened, state: opened.state }, lease, 'claim', now);
      const { snapshot } = await store.write(name, claim);
      if (snapshot.state.kind !== 'half-open') throw new TypeError('It was not claimed.');
      return { ...snapshot, state: snapshot.state };
    }

    it('of an epoch that is over', async () => {
      const store = open();
      const name = circuit();
      const seen = await halfOpen(store, name);
      await store.write(name, transitions.close(seen, 'me', 'close', now));
      const late = transitions.reopen(seen, 'me', 'late', now, 0.5, settings);
      expect(await store.write(name, late)).toMatchObject({
        kind: 'lost',
        snapshot: { state: { kind: 'closed' } },
      });
    });

    it.each<[string, (seen: Awaited<ReturnType<typeof halfOpen>>) => ConditionalWrite]>([
      ['in a state that it is not in', (seen) => trip({ ...closed, epoch: seen.epoch })],
      [
        'of somebody who does not hold the lease',
        (seen) => transitions.close(seen, 'you', 'c', now),
      ],
      ['in a mode that it is not in', (seen) => transitions.lift(seen, 'v2', 'l', now)],
    ])('%s', async (_why, write) => {
      const store = open();
      const name = circuit();
      const seen = await halfOpen(store, name);
      expect(await store.write(name, write(seen))).toMatchObject({ kind: 'lost' });
      expect((await store.read(name)).epoch).toBe(seen.epoch);
    });

    it('that lifts an isolation with the credential that was refused', async () => {
      const store = open();
      const name = circuit();
      const cause = { id: 'isolate', reason: 'unauthorized' };
      const isolate = transitions.isolate(untouched, cause, 'v1', now);
      const { snapshot } = await store.write(name, isolate);
      const same = transitions.lift(snapshot, 'v1', 'same', now);
      expect(await store.write(name, same)).toMatchObject({ kind: 'lost' });
      const other = transitions.lift(snapshot, 'v2', 'other', now);
      expect(await store.write(name, other)).toMatchObject({ kind: 'won' });
    });
  });
}
