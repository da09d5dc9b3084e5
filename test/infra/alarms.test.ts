import { describe, expect, it } from '@jest/globals';
import type { AlarmKind } from '../../lib/monitoring/alarms/alarm-kinds.ts';
import { behaviours, evaluateAlarm } from '../support/alarm-evaluator/evaluate-alarm.ts';
import { peace, troubles, type Life } from '../support/alarm-evaluator/scenarios.ts';
import type { Series } from '../support/alarm-evaluator/series.ts';
import {
  alarmsIn,
  kindOf,
  orders,
  templatesOf,
} from '../support/alarm-evaluator/synthesized-alarms.ts';
import { playScript } from '../support/alarm-evaluator/system-script.ts';
import type { TemplateAlarm } from '../support/alarm-evaluator/template-alarm.ts';

const quiet = alarmsIn(templatesOf([orders]));
const all = alarmsIn(templatesOf([orders], { alarmsPerIntegration: true }));

/** Both sets of alarms are run through the same script. */
const played = new Map<Life, Series>();

function play(life: Life, minutes: number): Series {
  const series = played.get(life) ?? playScript(minutes, life);
  played.set(life, series);
  return series;
}

/** Kinds of the alarms that went off, each with the first minute in which it did. */
function firedIn(alarms: readonly TemplateAlarm[], series: Series, minutes: number) {
  const fired = new Map<string, number>();
  for (const alarm of alarms) {
    for (const behaviour of behaviours) {
      const change = evaluateAlarm(alarm, series, minutes, behaviour).find(
        ({ state }) => state === 'ALARM',
      );
      if (change === undefined) continue;
      const { AlarmName } = alarm;
      fired.set(AlarmName, Math.max(change.minute, fired.get(AlarmName) ?? 0));
    }
  }
  return fired;
}

/** On at the end of the script under every behaviour. */
function isOnAtEnd(alarm: TemplateAlarm, series: Series, minutes: number): boolean {
  return behaviours.every(
    (behaviour) => evaluateAlarm(alarm, series, minutes, behaviour).at(-1)?.state === 'ALARM',
  );
}

/** Fires under every behaviour that AWS leaves open: the latest of them counts. */
function alwaysFires(alarm: TemplateAlarm, series: Series, minutes: number): number {
  return Math.max(
    ...behaviours.map(
      (behaviour) =>
        evaluateAlarm(alarm, series, minutes, behaviour).find(({ state }) => state === 'ALARM')
          ?.minute ?? Infinity,
    ),
  );
}

describe.each([
  ['by default', quiet],
  ['for each integration and upstream', all],
])('the alarms, %s,', (_, alarms) => {
  it.each(Object.entries(peace))('stay silent: %s', (_name, { minutes, life }) => {
    expect([...firedIn(alarms, play(life, minutes), minutes)]).toEqual([]);
  });

  it.each(Object.entries(troubles))(
    'go off in time, and no other than these: %s',
    (_name, { minutes, from, life, fires, over = [] }) => {
      const series = play(life, minutes);
      const expected = Object.entries(fires).filter(([kind]) =>
        alarms.some((alarm) => kindOf(alarm) === kind),
      );
      const fired = [...firedIn(alarms, series, minutes).keys()].map((name) =>
        name.split('/').at(-1),
      );
      expect(fired.toSorted()).toEqual(expected.map(([kind]) => kind).toSorted());
      for (const [kind, within] of expected) {
        const alarm = alarms.find((one) => kindOf(one) === kind);
        const minute = alarm && alwaysFires(alarm, series, minutes);
        expect({ kind, late: (minute ?? Infinity) - from > within }).toEqual({ kind, late: false });
        const on = alarm && isOnAtEnd(alarm, series, minutes);
        expect({ kind, on }).toEqual({ kind, on: !over.includes(kind as AlarmKind) });
      }
    },
  );

  it('have each at least one trouble that they go off in', () => {
    const tried = new Set(Object.values(troubles).flatMap(({ fires }) => Object.keys(fires)));
    expect(alarms.map(kindOf).filter((kind) => !tried.has(kind))).toEqual([]);
  });
});

type Change = (alarm: TemplateAlarm) => TemplateAlarm;

const anyOne: Change = (alarm) => ({ ...alarm, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
const missingIs =
  (treated: string): Change =>
  (alarm) => ({ ...alarm, TreatMissingData: treated });
const expression =
  (text: string): Change =>
  (alarm) => ({
    ...alarm,
    Metrics: (alarm.Metrics ?? []).map((query) =>
      query.Expression === undefined ? query : { ...query, Expression: text },
    ),
  });
const threshold =
  (value: number): Change =>
  (alarm) => ({ ...alarm, Threshold: value });

/**
 * What keeps an alarm quiet or makes it speak, taken out: each makes it go off in peace, or stay silent
 * in trouble.
 */
const guards: readonly (readonly [AlarmKind, string, Change, string])[] = [
  [
    'error-rate',
    'its least number of runs',
    expression('100 * share'),
    'an event of a trickle that fails four times before it is done',
  ],
  ['error-rate', 'its second period', anyOne, 'a deploy in the middle of the day'],
  ['dead-letters', 'what a missing value means', missingIs('breaching'), 'a lull after a busy day'],
  [
    'overdue',
    'its third minute of five',
    anyOne,
    'an event that is run a minute after it was overdue',
  ],
  ['overdue', 'its threshold', threshold(1), 'a busy day with its usual failures'],
  ['overdue', 'what a missing value means', missingIs('breaching'), 'a quiet night'],
  [
    'upstream-error-rate',
    'its least number',
    expression('100 * share'),
    'an event of a trickle that fails four times before it is done',
  ],
  [
    'upstream-error-rate',
    'its second period',
    anyOne,
    'an upstream that fails for half a minute and is well again',
  ],
  [
    'breaker-open',
    'its two minutes',
    threshold(1),
    'an upstream that fails for two minutes and is well again',
  ],
  [
    'breaker-open',
    'its second minute',
    anyOne,
    'an upstream that fails for two minutes and is well again',
  ],
  [
    'breaker-open-long',
    'its hour',
    threshold(3_000),
    'an upstream that is down for nearly an hour',
  ],
  ['credential-isolated', 'what a missing value means', missingIs('breaching'), 'a quiet night'],
  ['wrong-secret', 'its ten minutes', threshold(0), 'an attack beside webhooks that keep arriving'],
  [
    'rejected-requests',
    'its least number',
    expression('100 * share'),
    'somebody who tries the door all night, twice a minute',
  ],
  ['rejected-requests', 'its other periods', anyOne, 'one scan at night'],
  [
    'verifier-faults',
    'its least number',
    expression('100 * part / whole'),
    'one webhook of two that we could not store',
  ],
  [
    'verifier-latency',
    'its least number',
    expression('latency'),
    'a trickle whose every answer is a cold start',
  ],
  ['verifier-latency', 'its other periods', anyOne, 'a deploy in the middle of the day'],
  [
    'requests-throttled',
    'its least number',
    expression('100 * part / whole'),
    'a request too many now and then, on a busy day',
  ],
  ['requests-throttled', 'its second period', anyOne, 'a rush of one minute'],
  [
    'verifier-throttled',
    'its least number',
    expression('100 * part / whole'),
    'a request too many now and then, on a busy day',
  ],
  ['verifier-throttled', 'its second period', anyOne, 'a rush of one minute'],
  ['governor-silent', 'its other periods', anyOne, 'a deploy in the middle of the day'],
  ['mapping-wrong', 'its other periods', anyOne, 'a deploy in the middle of the day'],
  [
    'mapping-wrong',
    'its fifth minute',
    (alarm) => ({ ...alarm, EvaluationPeriods: 4, DatapointsToAlarm: 4 }),
    'a mapping that takes four minutes to do as it is told',
  ],
  ['dead-letters-expiring', 'its age', threshold(60), 'a handler with a bug'],
  [
    'dead-letters-expiring',
    'its other periods',
    anyOne,
    'a dead letter that is replayed a few minutes after it has lain too long',
  ],
  [
    'held-by-person',
    'its hours',
    threshold(22 * 3_600),
    'an integration that a person pauses for 23 hours',
  ],
  [
    'processor-crashes',
    'its least number',
    expression('100 * part / whole'),
    'an event of a trickle that fails four times before it is done',
  ],
  [
    'processor-crashes',
    'its second period',
    anyOne,
    'a minute in which the processor runs out of memory',
  ],
];

const scripts: Readonly<Record<string, { readonly minutes: number; readonly life: Life }>> = {
  ...peace,
  ...troubles,
};

describe('without', () => {
  it.each(guards)('%s: %s it goes off where it should not', (kind, _guard, change, name) => {
    const alarm = all.find((one) => kindOf(one) === kind);
    const script = scripts[name];
    if (alarm === undefined || script === undefined) throw new Error('no such alarm or script');
    const series = play(script.life, script.minutes);
    expect(firedIn([alarm], series, script.minutes).size).toBe(0);
    expect(firedIn([change(alarm)], series, script.minutes).size).toBe(1);
  });

  it('a guard that is tried here, no alarm is left', () => {
    const tried = new Set(guards.map(([kind]) => kind as string));
    expect([...quiet, ...all].map(kindOf).filter((kind) => !tried.has(kind))).toEqual([]);
  });
});

describe('each alarm', () => {
  const every = [...quiet, ...all];

  it.each(every.map((alarm) => [alarm.AlarmName, alarm] as const))(
    'says how bad it is, what it means, what to look at first and where the runbook is: %s',
    (_name, alarm) => {
      const { AlarmDescription: text, Tags = [] } = alarm;
      expect(text).toMatch(/^(CRITICAL|Warning): .+ Look first: .+ Runbook: \S+#[a-z-]+$/);
      expect(text.endsWith(`#${kindOf(alarm)}`)).toBe(true);
      expect(text.length).toBeLessThan(1_024);
      const severity = text.startsWith('CRITICAL') ? 'critical' : 'warning';
      expect(Tags).toContainEqual({ Key: 'severity', Value: severity });
    },
  );
});
