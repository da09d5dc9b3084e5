import { describe, expect, it } from '@jest/globals';
import type { Asked, BreakerEvent } from '../../../lambdas/breaker/breaker-event.ts';
import {
  defaultBreakerSettings as settings,
  mostOpenMs,
} from '../../../lambdas/breaker/breaker-settings.ts';
import { applyWrite } from '../../../lambdas/breaker/conditional-write.ts';
import { decide } from '../../../lambdas/breaker/decide.ts';
import { openTimeMs } from '../../../lambdas/breaker/open-time.ts';
import { stateName, untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';

const start = Date.UTC(2026, 0, 1);
const openMs = settings.openMs;
let ids = 0;
const id = () => `id-${String((ids += 1))}`;

function ask(changes: Partial<Asked> = {}): Asked {
  return {
    kind: 'asked',
    id: id(),
    caller: 'me',
    epochSeenAt: start,
    mayProbe: true,
    leaseMs: 15_000,
    ...changes,
  };
}

const order = () => ({ id: id(), by: 'ada', reason: 'maintenance' });

/** What stands there after an event that must change something. */
function after(seen: Snapshot, event: BreakerEvent, now: number): Snapshot {
  const decision = decide(seen, event, now);
  if (decision.kind !== 'write') throw new TypeError(`It decided ${decision.kind}.`);
  const result = applyWrite(seen, decision.write);
  expect(result.kind).toBe('won');
  return result.snapshot;
}

function tripped(seen: Snapshot = untouched, now = start): Snapshot {
  const event = { kind: 'tripped', id: id(), epoch: seen.epoch, rule: 'hard-outage' } as const;
  return after(seen, { ...event, random: 0.5 }, now);
}

function probed(
  seen: Snapshot,
  result: Extract<BreakerEvent, { kind: 'probed' }>['result'],
  caller = 'me',
): BreakerEvent {
  return { kind: 'probed', id: id(), epoch: seen.epoch, caller, result, random: 0.5 };
}

const open = tripped();
const due = start + openMs;
const probing = after(open, ask(), due);

describe('a closed breaker', () => {
  it('lets everybody pass', () => {
    expect(decide(untouched, ask(), start)).toEqual({ kind: 'pass' });
  });

  it('holds everybody while the upstream asked to be left alone, and no longer', () => {
    const throttled = { ...untouched, throttledUntil: start + 1_000 };
    const hold = { kind: 'hold', until: start + 1_000, cause: 'asked-to-wait' };
    expect(decide(throttled, ask(), start)).toEqual(hold);
    expect(decide(throttled, ask(), start + 1_000)).toEqual({ kind: 'pass' });
  });

  it('opens when a rule says so, for the calls of this epoch only', () => {
    expect(stateName(open)).toBe('open');
    const late = { kind: 'tripped', id: id(), epoch: 0, rule: 'failure-rate', random: 0 } as const;
    const closedAgain: Snapshot = { ...untouched, epoch: 4 };
    expect(decide(closedAgain, late, start)).toEqual({ kind: 'nothing' });
  });
});

describe('an open breaker', () => {
  it('holds everybody until its time is over', () => {
    const hold = { kind: 'hold', until: due, cause: 'breaker-open' };
    expect(decide(open, ask(), due - 1)).toEqual(hold);
  });

  it('then lets one call find out, until its lease is over', () => {
    expect(stateName(probing)).toBe('half-open');
    expect(decide(probing, ask(), due)).toEqual({
      kind: 'pass',
      deadline: due + 15_000 - settings.clockMarginMs,
    });
  });

  it('does not gamble a call that cannot be repeated', () => {
    const gamble = ask({ mayProbe: false });
    expect(decide(open, gamble, due)).toMatchObject({ kind: 'hold', cause: 'breaker-open' });
  });

  it('is not held open by the clock of whoever opened it', () => {
    const opened = tripped(untouched, start + 3_600_000);
    const seenAt = start;
    expect(decide(opened, ask({ epochSeenAt: seenAt }), seenAt + openMs).kind).toBe('write');
  });
});

describe('an upstream that asked to be left alone', () => {
  const until = due + 20_000;
  const throttled = { ...open, throttledUntil: until };

  it('holds calls for longer than the breaker is open, if it asked for more', () => {
    expect(decide(throttled, ask(), due - 1)).toEqual({
      ...{ kind: 'hold', until, cause: 'breaker-open' },
    });
    expect(decide({ ...open, throttledUntil: due - 500 }, ask(), due - 1)).toEqual({
      ...{ kind: 'hold', until: due, cause: 'breaker-open' },
    });
  });

  it('is not probed before that, whether or not a lease has run out', () => {
    const hold = { kind: 'hold', until, cause: 'asked-to-wait' };
    expect(decide(throttled, ask(), until - 1)).toEqual(hold);
    expect(decide(throttled, ask(), until)).toMatchObject({ kind: 'write' });
    const runOut = { ...probing, throttledUntil: until };
    const other = ask({ caller: 'you', epochSeenAt: due });
    expect(decide(runOut, other, until - 1)).toEqual(hold);
    expect(decide(runOut, other, until)).toMatchObject({ kind: 'write' });
  });

  it('takes the lease of a probe back that has not begun', () => {
    const decision = decide({ ...probing, throttledUntil: until }, ask(), due);
    expect(decision).toMatchObject({ kind: 'write', write: { transition: 'hand-back' } });
  });
});

describe('a write that was decided before another change', () => {
  const forced = (seen: Snapshot) =>
    after(seen, { kind: 'forced', ...order(), to: { kind: 'forced-open' } }, due);
  const refusal = ({ epoch }: Snapshot): BreakerEvent => ({
    ...{ kind: 'credential-refused', id: id(), epoch, credentialVersion: 'v1' },
    reason: 'unauthorized',
  });
  const isolated = after(probing, refusal(probing), due);
  const lastCredit: Snapshot = {
    ...probing,
    state: { ...probing.state, kind: 'half-open', credits: settings.probesToClose - 1 } as never,
  };
  const expiredAt = due + 15_000 + settings.clockMarginMs;
  const trip = { kind: 'tripped', id: id(), epoch: 0, rule: 'hard-outage', random: 0.5 } as const;

  it.each<[string, Snapshot, BreakerEvent, number]>([
    ['trip', untouched, trip, start],
    ['claim', open, ask(), due],
    ['take-over', probing, ask({ caller: 'you', epochSeenAt: due }), expiredAt],
    ['hand-back', probing, probed(probing, 'busy'), due],
    ['close', lastCredit, probed(lastCredit, 'alive'), due],
    ['reopen', probing, probed(probing, 'failed'), due],
    ['isolate', probing, refusal(probing), due],
    ['lift', isolated, ask({ credentialVersion: 'v2' }), due],
    ['force', open, { kind: 'forced', ...order(), to: { kind: 'forced-open' } }, due],
    ['release', forced(open), { kind: 'released', ...order() }, due],
  ])('is lost, though the circuit looks the same again: %s', (transition, seen, event, now) => {
    const decision = decide(seen, event, now);
    if (decision.kind !== 'write') throw new TypeError(`It decided ${decision.kind}.`);
    expect(decision.write.transition).toBe(transition);
    expect(applyWrite(seen, decision.write).kind).toBe('won');
    const changedSince = { ...seen, epoch: seen.epoch + 2, transitionId: 'other' };
    expect(applyWrite(changedSince, decision.write)).toEqual({
      ...{ kind: 'lost', snapshot: changedSince },
    });
  });

  it('is won where its answer was lost and it is sent again', () => {
    const decision = decide(open, ask(), due);
    if (decision.kind !== 'write') throw new TypeError(`It decided ${decision.kind}.`);
    const { snapshot } = applyWrite(open, decision.write);
    expect(applyWrite(snapshot, decision.write)).toEqual({ kind: 'won', snapshot });
  });
});

describe('a half-open breaker', () => {
  it('holds everybody else while somebody probes', () => {
    const other = ask({ caller: 'you', epochSeenAt: due });
    expect(decide(probing, other, due)).toEqual({
      kind: 'hold',
      until: due + 15_000 + settings.clockMarginMs,
      cause: 'breaker-open',
    });
  });

  it('goes to somebody else when the lease is over and its holder has not been heard of', () => {
    const later = due + 15_000 + settings.clockMarginMs;
    const taken = after(probing, ask({ caller: 'you', epochSeenAt: due }), later);
    expect(taken.state).toMatchObject({ lease: { owner: 'you' } });
  });

  it('is not kept from others by a holder whose clock is ahead', () => {
    const hourEarlier = due - 3_600_000;
    const other = ask({ caller: 'you', epochSeenAt: hourEarlier });
    const freeAt = hourEarlier + 15_000 + settings.clockMarginMs;
    expect(decide(probing, other, freeAt - 1)).toMatchObject({ kind: 'hold', until: freeAt });
    expect(decide(probing, other, freeAt)).toMatchObject({ write: { transition: 'take-over' } });
  });

  it('does not let a holder begin whose lease ended while it was being written', () => {
    const decision = decide(probing, ask(), due + 14_000);
    expect(decision).toMatchObject({ kind: 'write', write: { transition: 'hand-back' } });
  });

  it('closes after three probes in a row that went well', () => {
    let seen = probing;
    for (let credits = 1; credits < settings.probesToClose; credits += 1) {
      seen = after(seen, probed(seen, 'alive'), due);
      expect(seen.state).toMatchObject({ kind: 'half-open', credits });
      seen = after(seen, ask(), due);
    }
    expect(stateName(after(seen, probed(seen, 'alive'), due))).toBe('closed');
  });

  it('opens again, for longer, when one fails', () => {
    const again = after(probing, probed(probing, 'failed'), due);
    expect(again.state).toEqual({ kind: 'open', since: due, openForMs: settings.longestOpenMs });
  });

  it.each([
    ['busy', 0],
    ['neither', 1],
  ] as const)('hands the lease back after a probe that was %s', (result, credits) => {
    const once = after(probing, probed(probing, 'alive'), due);
    const twice = after(once, ask(), due);
    const seen = after(twice, probed(twice, result), due);
    expect(seen.state).toEqual({ kind: 'half-open', since: start, openForMs: openMs, credits });
  });

  it('hears nothing of a probe whose lease somebody else has', () => {
    expect(decide(probing, probed(probing, 'alive', 'you'), due)).toEqual({ kind: 'nothing' });
  });
});

describe('how long it stays open', () => {
  it('doubles up to the longest opening, and starts again after a time of peace', () => {
    const lengths: number[] = [];
    let seen = tripped();
    for (let now = start, opening = 1; opening <= 6; opening += 1) {
      if (seen.state.kind !== 'open') throw new TypeError('It is not open.');
      lengths.push(seen.state.openForMs);
      now += seen.state.openForMs;
      const claimed = after(seen, ask({ epochSeenAt: now }), now);
      seen = after(claimed, probed(claimed, 'failed'), now);
    }
    expect(lengths).toEqual([openMs, ...Array(5).fill(settings.longestOpenMs)]);

    const closed: Snapshot = { ...seen, state: { kind: 'closed', since: start } };
    const soon = tripped(closed, start + settings.peaceMs - 1);
    const late = tripped(closed, start + settings.peaceMs);
    expect([soon.openings, late.openings]).toEqual([closed.openings + 1, 1]);
  });
});

describe('a probe that an operator orders', () => {
  const hasten = (seen: Snapshot, now: number) =>
    decide(seen, { kind: 'hastened', id: 'h', by: 'ada', reason: 'they are back' }, now);

  it('makes an open breaker due at once, and the next call a probe', () => {
    const opened = tripped();
    const hastened = after(
      opened,
      { kind: 'hastened', id: 'h', by: 'ada', reason: 'they are back' },
      start + 1,
    );
    expect(hastened.state).toEqual({ kind: 'open', since: start + 1, openForMs: 0 });
    expect(stateName(after(hastened, ask(), start + 1))).toBe('half-open');
  });

  it('changes nothing where calls pass, are probed already, or an operator has decided', () => {
    const order = { id: 'f', by: 'ada', reason: 'why' };
    const forced = after(
      tripped(),
      { kind: 'forced', to: { kind: 'forced-open' }, ...order },
      start,
    );
    for (const seen of [untouched, probing, forced]) {
      expect(hasten(seen, due)).toEqual({ kind: 'nothing' });
    }
  });
});

describe('the time between two probes', () => {
  it('is 45 seconds at the most, by the usual settings and by any that a definition may have', () => {
    for (const openings of [1, 2, 3, 50]) {
      expect(openTimeMs(openings, 1, settings)).toBeLessThanOrEqual(45_000);
    }
    const longest = { openMs: mostOpenMs, longestOpenMs: mostOpenMs };
    expect(openTimeMs(9, 1, longest)).toBeLessThanOrEqual(45_000);
  });
});

describe('a refused credential', () => {
  const refused: BreakerEvent = {
    ...{ kind: 'credential-refused', id: 'r', epoch: 0, credentialVersion: 'v1' },
    reason: 'unauthorized',
  };
  const isolated = after(untouched, refused, start);

  it('isolates the upstream at once', () => {
    expect(stateName(isolated)).toBe('isolated');
    const same = decide(isolated, ask({ credentialVersion: 'v1' }), start);
    expect(same).toMatchObject({ kind: 'hold', cause: 'credential-refused' });
  });

  it('is lifted by another credential, which has to prove itself first', () => {
    const lifted = after(isolated, ask({ credentialVersion: 'v2' }), start + 1);
    expect(lifted.state).toEqual({ kind: 'open', since: start + 1, openForMs: 0 });
    expect(decide(lifted, ask({ epochSeenAt: start + 1 }), start + 1).kind).toBe('write');
  });

  it('ends the lease of a probe, so that another credential is tried at once', () => {
    const refusedProbe = after(probing, { ...refused, epoch: probing.epoch }, due);
    const lifted = after(refusedProbe, ask({ caller: 'you', credentialVersion: 'v2' }), due + 1);
    expect(lifted.state).toEqual({ kind: 'open', since: due + 1, openForMs: 0 });
  });

  it('is not lifted by a probe, nor by time', () => {
    expect(decide(isolated, probed(isolated, 'alive'), start)).toEqual({ kind: 'nothing' });
    const nextYear = start + 365 * 86_400_000;
    expect(decide(isolated, ask({ credentialVersion: 'v1' }), nextYear).kind).toBe('hold');
  });
});

describe('a person', () => {
  const forcedOpen = after(
    untouched,
    { kind: 'forced', ...order(), to: { kind: 'forced-open', until: start + 60_000 } },
    start,
  );

  it('stands above the breaker: nothing automatic changes it', () => {
    expect(decide(forcedOpen, probed(forcedOpen, 'alive'), start)).toEqual({ kind: 'nothing' });
    expect(decide(forcedOpen, ask(), start)).toEqual({
      kind: 'hold',
      until: start + 60_000,
      cause: 'breaker-open',
    });
    const closed = after(
      open,
      { kind: 'forced', ...order(), to: { kind: 'forced-closed' } },
      start,
    );
    expect(decide(closed, ask(), start)).toEqual({ kind: 'pass' });
  });

  it('lets calls pass whose failures open nothing', () => {
    const closed = after(
      untouched,
      { kind: 'forced', ...order(), to: { kind: 'forced-closed' } },
      start,
    );
    const { epoch } = closed;
    const failure = { kind: 'tripped', id: id(), epoch, rule: 'hard-outage', random: 0 } as const;
    expect(decide(closed, failure, start)).toEqual({ kind: 'nothing' });
  });

  it('lets go of it when the stated time is over, and a probe decides', () => {
    const released = after(forcedOpen, ask(), start + 60_000);
    expect([stateName(released), released.history.at(-1)]).toMatchObject([
      'open',
      {
        ...{ from: 'forced-open', to: 'open', by: 'breakwater' },
        reason: 'the time that ada gave it was over (maintenance)',
      },
    ]);
  });

  it('releases it to open and due at once, so that recovery always passes a probe', () => {
    const released = after(forcedOpen, { kind: 'released', ...order() }, start + 5);
    expect(released.state).toEqual({ kind: 'open', since: start + 5, openForMs: 0 });
    expect(decide(open, { kind: 'released', ...order() }, start)).toEqual({ kind: 'nothing' });
  });

  it('lets a probe that is under way go on when it releases the breaker, but counts no earlier one', () => {
    const once = after(probing, probed(probing, 'alive'), due);
    const twice = after(once, ask(), due);
    const forced = { kind: 'forced', ...order(), to: { kind: 'forced-open' } } as const;
    const released = after(after(twice, forced, due), { kind: 'released', ...order() }, due);
    expect(released.state).toMatchObject({ kind: 'half-open', credits: 0, lease: { owner: 'me' } });
  });

  it('is waited for until the stated time, or asked again after a while where there is none', () => {
    const forever = after(
      untouched,
      { kind: 'forced', ...order(), to: { kind: 'forced-open' } },
      start,
    );
    expect(decide(forever, ask(), start)).toEqual({
      ...{ kind: 'hold', until: start + settings.waitMs, cause: 'breaker-open' },
    });
  });

  it('alone lifts an isolation that names no credential', () => {
    const forced = { kind: 'forced', ...order(), to: { kind: 'isolated' } } as const;
    const isolated = after(untouched, forced, start);
    const asked = ask({ credentialVersion: 'v2' });
    expect(decide(isolated, asked, start)).toMatchObject({ cause: 'credential-refused' });
  });

  it('is named in what the circuit remembers', () => {
    expect(forcedOpen.history).toEqual([
      {
        ...{ epoch: 1, at: start, from: 'closed', to: 'forced-open' },
        ...{ by: 'ada', reason: 'maintenance' },
      },
    ]);
  });
});
