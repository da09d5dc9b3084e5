import { describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import { force } from '../../../lambdas/breaker/transitions.ts';
import type { PauseRecord } from '../../../lambdas/governor/pause.ts';
import type { Act, ActOutcome } from '../../../lambdas/operations/act.ts';
import type { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import type { PauseBook } from '../../../lambdas/operations/order-pause.ts';
import { performAct } from '../../../lambdas/operations/perform-act.ts';
import { clickLimits } from '../../../lambdas/operations/replay-some.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const now = Date.UTC(2026, 10, 25, 3);
const grace = { by: 'grace', reason: 'it is over' };
const ada = { by: 'ada', reason: 'their migration' };

/** Takes a write that was decided on what stands there. */
class MemoryPauses implements PauseBook {
  readonly #records = new Map<string, PauseRecord>();

  all(): Promise<ReadonlyMap<string, PauseRecord>> {
    return Promise.resolve(new Map(this.#records));
  }

  write(integration: string, next: PauseRecord, seen: PauseRecord | undefined): Promise<boolean> {
    if (this.#records.get(integration) !== seen) return Promise.resolve(false);
    this.#records.set(integration, next);
    return Promise.resolve(true);
  }
}

function desk() {
  const breakers = new MemoryBreakerStore();
  const pauses = new MemoryPauses();
  const click = (act: Act, operator = grace): Promise<ActOutcome> =>
    performAct(act, operator, {
      breakers,
      pauses,
      office: {} as DeadLetterOffice,
      limits: clickLimits,
      clock: fakeClock(now),
      newSuffix: () => 'abc',
    });
  return { breakers, pauses, click };
}

describe('a button that releases a breaker', () => {
  const release: Act = { act: 'release', upstream: 'crm' };

  it('gives it back to itself under the name that was typed: open, and due for a try', async () => {
    const { breakers, click } = desk();
    const forced = { id: 'forced', ...ada };
    await breakers.write('crm', force(untouched, { kind: 'forced-open' }, forced, now - 1_000));
    expect(await click(release)).toMatchObject({ kind: 'held', changed: true });
    const snapshot = await breakers.read('crm');
    expect(snapshot).toMatchObject({
      mode: { kind: 'auto' },
      state: { kind: 'open', openForMs: 0 },
    });
    expect(snapshot.history.at(-1)).toMatchObject({ from: 'forced-open', to: 'open', ...grace });
  });

  it('changes nothing where nobody holds it', async () => {
    const { click } = desk();
    expect(await click(release)).toEqual({
      kind: 'held',
      changed: false,
      summary: 'The breaker of crm was not held any more.',
    });
  });
});

describe('a button that pauses or resumes an integration', () => {
  const pause: Act = { act: 'pause', integration: 'orders' };
  const resume: Act = { act: 'resume', integration: 'orders' };

  it('writes down who stops it and why, and who lets it go on', async () => {
    const { pauses, click } = desk();
    expect(await click(pause, ada)).toMatchObject({ kind: 'held', changed: true });
    const paused = { ...ada, since: now };
    expect((await pauses.all()).get('orders')).toEqual({ pause: paused });
    expect(await click(resume)).toMatchObject({ kind: 'held', changed: true });
    expect((await pauses.all()).get('orders')).toEqual({
      pause: paused,
      resumed: { ...grace, since: now },
    });
  });

  it('leaves to whoever was first their time and reason', async () => {
    const { pauses, click } = desk();
    await click(pause, ada);
    expect(await click(pause)).toEqual({
      kind: 'held',
      changed: false,
      summary: 'orders was paused already: ada: their migration',
    });
    expect((await pauses.all()).get('orders')?.pause.by).toBe('ada');
  });

  it('says that nobody has paused what is to go on', async () => {
    expect(await desk().click(resume)).toMatchObject({ kind: 'held', changed: false });
  });
});
