import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultBreakerSettings as settings } from '../../../lambdas/breaker/breaker-settings.ts';
import { Circuit, type CircuitCall } from '../../../lambdas/breaker/circuit.ts';
import type { Health } from '../../../lambdas/breaker/health.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import * as transitions from '../../../lambdas/breaker/transitions.ts';
import type { Admission } from '../../../lambdas/upstream/gate.ts';
import { jumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';

const call: CircuitCall = {
  ...{ eventId: 'evt', mayProbe: true, attemptMs: 1_000, credentialVersion: undefined },
  released: false,
};

let clock: JumpingClock;
let store: MemoryBreakerStore;
let failures: number;
let ids: number;

beforeEach(() => {
  clock = jumpingClock();
  store = new MemoryBreakerStore();
  failures = 0;
  ids = 0;
});

/** Opens at the third failure; others are always answered. */
const health: Health = {
  async record(result) {
    if (result === 'failed') failures += 1;
    return result === 'failed' && failures >= 3 ? 'hard-outage' : undefined;
  },
  forbidden: async () => false,
  answeredSince: async () => true,
};

function environment(): Circuit {
  return new Circuit('crm', settings, {
    ...{ store, health, clock },
    random: () => 0.5,
    newId: () => `id-${String((ids += 1))}`,
    announce: async () => undefined,
  });
}

async function admitted(
  circuit: Circuit,
  changes: Partial<CircuitCall> = {},
): Promise<Extract<Admission, { kind: 'admitted' | 'probe-first' }>> {
  const admission = await circuit.admit({ ...call, ...changes });
  if (admission.kind === 'held-back') throw new TypeError(`It is held: ${admission.cause}.`);
  return admission;
}

async function fail(circuit: Circuit) {
  return (await admitted(circuit)).report({ kind: 'failed' });
}

async function forceOpen(): Promise<void> {
  const order = { id: 'order', by: 'ada', reason: 'maintenance' };
  const write = transitions.force(untouched, { kind: 'forced-open' }, order, clock.now());
  expect((await store.write('crm', write)).kind).toBe('won');
}

const pass = (milliseconds: number) => {
  clock.jumpTo(clock.now() + milliseconds);
};

describe('an upstream that asks to be left alone', () => {
  it('is left alone by every environment where that lasts a second or more', async () => {
    const until = clock.now() + 60_000;
    await (await admitted(environment())).report({ kind: 'busy', until });
    const other = await environment().admit(call);
    expect(other).toMatchObject({ kind: 'held-back', cause: 'asked-to-wait' });
  });

  it('costs no write where the others would hear of it too late', async () => {
    await (await admitted(environment())).report({ kind: 'busy', until: clock.now() + 500 });
    expect(await store.read('crm')).toEqual(untouched);
  });
});

describe('a call that is answered while the breaker is not closed', () => {
  it('does not make its event wait', async () => {
    const circuit = environment();
    const answered = await admitted(circuit);
    for (let calls = 1; calls <= 3; calls += 1) await fail(circuit);
    expect(await answered.report({ kind: 'alive' })).toBeUndefined();
  });
});

describe('what an environment knows of a breaker', () => {
  it('is read again after ten seconds', async () => {
    const circuit = environment();
    await admitted(circuit);
    await forceOpen();
    pass(5_000);
    await admitted(circuit);
    pass(5_100);
    expect(await circuit.admit(call)).toMatchObject({ kind: 'held-back', cause: 'breaker-open' });
  });

  it('is read again after a failure, so that the next call need not find out by failing', async () => {
    const circuit = environment();
    const first = await admitted(circuit);
    await forceOpen();
    pass(1_100);
    expect(await first.report({ kind: 'failed' })).toMatchObject({ cause: 'breaker-open' });
  });

  it('is read again before an event dies: it waits where the breaker has opened since', async () => {
    const circuit = environment();
    await admitted(circuit);
    expect(await circuit.exhausted(clock.now())).toBeUndefined();
    await forceOpen();
    expect(await circuit.exhausted(clock.now())).toMatchObject({ cause: 'breaker-open' });
  });

  it('is dated by its own clock, also when it is read again and again', async () => {
    const circuit = environment();
    const { state } = untouched;
    if (state.kind !== 'closed') throw new TypeError('What was never touched is closed.');
    const hourAhead = clock.now() + 3_600_000;
    const cause = { id: 'fast', reason: 'hard-outage' };
    const trip = transitions.trip({ ...untouched, state }, cause, hourAhead, 0.5, settings);
    await store.write('crm', trip);
    for (let look = 1; look <= 3; look += 1) {
      expect(await circuit.admit(call)).toMatchObject({ kind: 'held-back' });
      pass(settings.openMs / 3 + 100);
    }
    pass(settings.openMs);
    expect(await admitted(circuit)).toHaveProperty('deadline');
  });

  it('includes what it was told itself: until when to leave the upstream alone', async () => {
    const circuit = environment();
    await (await admitted(circuit)).report({ kind: 'busy', until: clock.now() + 60_000 });
    expect(await circuit.admit(call)).toMatchObject({ kind: 'held-back', cause: 'asked-to-wait' });
  });
});

describe('a hold', () => {
  it('ends up to a third of the first opening later, so that not all come back together', async () => {
    const circuit = environment();
    await fail(circuit);
    await fail(circuit);
    const hold = await fail(circuit);
    const { state } = await store.read('crm');
    if (state.kind !== 'open') throw new TypeError('It is not open.');
    expect(hold?.until).toBe(state.since + state.openForMs + settings.openMs / 6);
  });
});

describe('a probe', () => {
  async function due(circuit: Circuit): Promise<void> {
    while ((await fail(circuit)) === undefined);
    pass(2 * settings.openMs);
  }

  it.each([
    [1_000, 15_000],
    [20_000, 25_000],
  ])('of %i ms has a lease of %i ms', async (attemptMs, lengthMs) => {
    const circuit = environment();
    await due(circuit);
    const { deadline } = await admitted(circuit, { attemptMs });
    expect((await store.read('crm')).state).toMatchObject({ lease: { lengthMs } });
    expect((deadline ?? 0) - clock.now()).toBeGreaterThan(lengthMs - settings.clockMarginMs - 500);
  });

  it('that fails is no call by which a rule judges', async () => {
    const circuit = environment();
    await due(circuit);
    const before = failures;
    await (await admitted(circuit)).report({ kind: 'failed' });
    expect([failures, (await store.read('crm')).state.kind]).toEqual([before, 'open']);
  });
});

describe('while events that have waited are released', () => {
  const draining = async (circuit: Circuit) => {
    await store.setDraining('crm', clock.now() + 60_000);
    expect(await circuit.admit(call)).toMatchObject({ kind: 'held-back', cause: 'in-line' });
  };

  it('only they call, and others join their line', async () => {
    const circuit = environment();
    await draining(circuit);
    await admitted(circuit, { released: true });
    expect(await circuit.holds(false)).toMatchObject({ cause: 'in-line' });
    expect(await circuit.holds(true)).toBeUndefined();
  });

  it('an environment hears within a second or so that the line has ended', async () => {
    const circuit = environment();
    await draining(circuit);
    await store.setDraining('crm', undefined);
    pass(1_100);
    await admitted(circuit);
  });

  it('the line ends by itself if the governor stops', async () => {
    const circuit = environment();
    await draining(circuit);
    pass(60_100);
    await admitted(circuit);
  });

  it('a probe goes first, whatever event makes it', async () => {
    const circuit = environment();
    while ((await fail(circuit)) === undefined);
    await store.setDraining('crm', clock.now() + 600_000);
    pass(2 * settings.openMs);
    expect(await circuit.holds(false)).toBeUndefined();
    expect(await admitted(circuit)).toHaveProperty('deadline');
  });
});
