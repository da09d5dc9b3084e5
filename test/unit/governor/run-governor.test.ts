import { describe, expect, it } from '@jest/globals';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { governorWorld, opened } from '../../support/governor-world.ts';

describe('an outage', () => {
  it('disables the mapping after two minutes, and lets it catch up after the close', async () => {
    const clock = fakeClock();
    const world = governorWorld({ clock, snapshots: { crm: opened(clock.now(), 90_000) } });
    const seen: string[] = [];
    const look = () => {
      const { state, maximumConcurrency } = world.mappings.all.get('orders') ?? {};
      seen.push(`${String(state)} ${String(maximumConcurrency)}`);
    };
    world.counts.set('orders', { visible: 10_000, inFlight: 0, deadLetters: 0 });
    for (let run = 1; run <= 3; run += 1) {
      await world.minute();
      look();
    }
    await world.breakers.write('crm', {
      transition: 'close',
      clauses: [],
      facts: { ...untouched, epoch: 9, state: { kind: 'closed', since: clock.now() } },
    });
    for (let run = 1; run <= 6; run += 1) {
      await world.minute();
      look();
    }
    world.counts.set('orders', { visible: 0, inFlight: 0, deadLetters: 0 });
    await world.minute();
    look();

    expect(seen).toEqual([
      'enabled 10',
      'disabled 10',
      'disabled 10',
      'enabled 2',
      'enabled 4',
      'enabled 8',
      'enabled 10',
      'enabled 10',
      'enabled 10',
      'enabled 10',
    ]);
    expect((await world.breakers.read('crm')).pace).toBeUndefined();
  });
});
