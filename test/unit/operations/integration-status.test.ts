import { describe, expect, it } from '@jest/globals';
import { statusOf } from '../../../lambdas/operations/integration-status.ts';
import type { IntegrationReading } from '../../../lambdas/operations/integration-status.ts';

const now = Date.UTC(2026, 0, 15);
const day = 86_400_000;

const atRest: IntegrationReading = {
  name: 'orders',
  provider: 'stripe',
  queued: 0,
  inFlight: 0,
  oldestSeconds: 0,
  overdue: undefined,
  hidden: [],
  hiddenIsAll: true,
  letters: { groups: [], unlisted: 0, firstLostAt: undefined },
  breakers: [{ upstream: 'crm', state: 'closed', until: null }],
  mapping: 'enabled',
  held: undefined,
  whenUpstreamDown: 'pause',
};

const group = (reason: string, type: string, count: number) => ({
  integration: 'orders',
  reason,
  type,
  count,
  superseded: 0,
  firstError: 'Error: why',
  firstDeadAt: now,
  lastDeadAt: now,
  lastEventId: 'evt_1',
});

const problems = (changes: Partial<IntegrationReading>): readonly string[] =>
  statusOf({ ...atRest, ...changes }, now).problems;

describe('the status of an integration', () => {
  it('has the shape that scripts rely on', () => {
    expect(statusOf(atRest, now)).toEqual({
      name: 'orders',
      provider: 'stripe',
      queued: 0,
      inFlight: 0,
      deadLetters: 0,
      oldestSeconds: 0,
      breakers: [{ upstream: 'crm', state: 'closed', until: null }],
      mapping: 'enabled',
      waiting: [],
      problems: [],
      ignored: [],
      notices: [],
    });
  });

  it('counts dead letters and names what killed them', () => {
    const groups = [
      group('forbidden', 'a', 3),
      group('forbidden', 'b', 2),
      group('outcome-unknown', 'a', 1),
    ];
    const letters = { groups, unlisted: 0, firstLostAt: now + 10 * day };
    expect(statusOf({ ...atRest, letters }, now).deadLetters).toBe(6);
    expect(problems({ letters })).toEqual(['dead letters: 5 forbidden, 1 outcome-unknown']);
  });

  it('tells apart dead letters whose event a duplicate has completed', () => {
    const groups = [
      { ...group('forbidden', 'a', 3), superseded: 2 },
      { ...group('outcome-unknown', 'a', 1), superseded: 1 },
    ];
    const letters = { groups, unlisted: 0, firstLostAt: undefined };
    expect(statusOf({ ...atRest, letters }, now).deadLetters).toBe(4);
    expect(problems({ letters })).toEqual([
      'dead letters: 1 forbidden',
      '3 dead letters of events that are done: `dlq discard --superseded`',
    ]);
  });

  it('says when dead letters are about to be lost, and when the index misses some', () => {
    expect(problems({ letters: { groups: [], unlisted: 2, firstLostAt: now + 2 * day } })).toEqual([
      '2 in the dead-letter queue that the index does not know: `dlq reconcile orders`',
      'the oldest dead letter leaves its queue at 2026-01-17T00:00:00.000Z',
    ]);
    expect(problems({ letters: { groups: [], unlisted: 0, firstLostAt: now + 4 * day } })).toEqual(
      [],
    );
  });

  it('does not call a busy queue a problem, but one whose events are ready and not run', () => {
    expect(problems({ queued: 50_000, oldestSeconds: 9_000 })).toEqual([]);
    const overdue = { seconds: 600, eventId: undefined, error: undefined };
    expect(problems({ queued: 1, overdue })).toEqual([
      'an event has been ready for 10 min and is not done: `trace` tells what became of its runs',
    ]);
    expect(
      problems({ queued: 1, overdue: { ...overdue, eventId: 'evt_1', error: 'StoreUnavailable' } }),
    ).toEqual([
      'event evt_1 has been ready for 10 min and is not done (its last run ended with StoreUnavailable): ' +
        '`trace orders evt_1` tells what became of its runs',
    ]);
  });

  it('tells a mapping that is stopped on purpose from one that nobody stopped', () => {
    expect(problems({ mapping: 'disabled' })).toEqual([expect.stringContaining('disabled')]);
    expect(
      problems({ mapping: 'disabled', held: { by: 'person', why: 'ann: migration' } }),
    ).toEqual([
      'paused by ann: migration (new events wait; they return gradually after `resume orders`)',
    ]);
    const until = now + day;
    expect(
      problems({
        ...{ mapping: 'disabled', queued: 580, inFlight: 1 },
        held: { by: 'person', why: 'ann until 2026-01-16T00:00:00.000Z: migration', until },
      }),
    ).toEqual([
      'paused by ann until 2026-01-16T00:00:00.000Z: migration (581 events waiting; they return gradually after ' +
        '`resume orders` or that time)',
    ]);
    expect(problems({ mapping: 'enabled', held: { by: 'person', why: 'ann: migration' } })).toEqual(
      ['paused by ann: migration (still at work: the governor stops it within a minute)'],
    );
    expect(problems({ mapping: 'missing' })).toEqual([expect.stringContaining('no event source')]);
    expect(problems({ mapping: 'changing' })).toEqual([]);
  });

  it.each([
    ['closed', 0],
    ['half-open', 1],
    ['open', 1],
    ['isolated', 1],
    ['forced-open', 1],
    ['forced-closed', 1],
  ] as const)('with a breaker that is %s has %i problem', (state, count) => {
    expect(problems({ breakers: [{ upstream: 'crm', state, until: null }] })).toHaveLength(count);
  });

  it.each([
    [
      'forced-open',
      'the breaker of crm is held open by ann: migration: new events wait until `breaker release crm`',
    ],
    [
      'forced-closed',
      'the breaker of crm is held closed by ann: migration: failing calls do not open it until `breaker release crm`',
    ],
    [
      'isolated',
      'crm is taken out of use by ann: migration: new events wait until `breaker release crm`',
    ],
  ] as const)('says who has a breaker %s, and keeps that out of its shape', (state, problem) => {
    const breaker = { upstream: 'crm', state, until: null };
    const reading = { ...atRest, breakers: [{ ...breaker, heldBy: 'ann: migration' }] };
    expect(statusOf(reading, now)).toMatchObject({ problems: [problem] });
    expect(statusOf(reading, now).breakers).toStrictEqual([breaker]);
  });

  describe('says why an upstream is not called, what waits, and what happens next:', () => {
    const crm = { upstream: 'crm', state: 'open', until: null, heldEvents: 581 } as const;
    const since = now - 3_600_000;
    const gradually = 'once probes succeed, waiting events return gradually';
    const repair =
      'Put a working one into its secret (`secret add --upstream crm`): within a minute a probe tries it, ' +
      'and waiting events return gradually. If the old one works again: `breaker release crm`';

    it.each<[string, Partial<IntegrationReading>, string]>([
      [
        'an outage, with the time of the next probe',
        {
          breakers: [{ ...crm, since, reason: 'hard-outage', until: '2026-01-15T00:02:00.000Z' }],
        },
        'crm is down, and its breaker open since 2026-01-14T23:00:00.000Z because nearly all calls failed: ' +
          `581 events wait. The next probe is at 2026-01-15T00:02:00.000Z; ${gradually}`,
      ],
      [
        'an outage whose probe is due',
        { breakers: [{ ...crm, until: '2026-01-14T23:59:00.000Z' }] },
        `crm is down, and its breaker open: 581 events wait. The next probe is within seconds; ${gradually}`,
      ],
      [
        'an outage with an empty queue',
        { breakers: [{ ...crm, heldEvents: 0 }] },
        `crm is down, and its breaker open: new events wait. The next event is its probe; ${gradually}`,
      ],
      [
        'an upstream that is down and said when to come back',
        { breakers: [{ ...crm, throttledUntil: now + 60_000 }] },
        'crm is down, and its breaker open: 581 events wait. ' +
          `The next probe is at 2026-01-15T00:01:00.000Z, when crm wants to be called again; ${gradually}`,
      ],
      [
        'a new credential that waits for its probe',
        { breakers: [{ ...crm, awaitsProbe: 'new-credential' }] },
        'crm has a new credential that no call has tried yet: 581 events wait. ' +
          `The next probe is within seconds; ${gradually}`,
      ],
      [
        'a release that waits for its probe',
        { breakers: [{ ...crm, awaitsProbe: 'released' }] },
        'the breaker of crm was released and waits for its probe: 581 events wait. ' +
          `The next probe is within seconds; ${gradually}`,
      ],
      [
        'a probe that is under way',
        { breakers: [{ ...crm, state: 'half-open' }] },
        `crm is down, and its breaker open: 581 events wait. It is being probed now; ${gradually}`,
      ],
      [
        'a credential that is refused',
        { breakers: [{ ...crm, state: 'isolated', since, credential: 'refused' }] },
        `crm refuses its credential since 2026-01-14T23:00:00.000Z, and 581 events wait. ${repair}`,
      ],
      [
        'a credential without permission',
        {
          breakers: [{ ...crm, state: 'isolated', reason: 'forbidden', credential: 'refused' }],
        },
        `crm answers 403 to every event, so its credential lacks a permission, and 581 events wait. ${repair}`,
      ],
      [
        'a credential that is missing, as far as the breaker knows',
        { breakers: [{ ...crm, state: 'isolated', credential: 'absent' }] },
        `the credential of crm is missing, and 581 events wait. ${repair}`,
      ],
      [
        'a credential that was missing until now',
        {
          breakers: [{ ...crm, state: 'isolated', credential: 'absent' }],
          secrets: { signing: [], upstreams: {} },
        },
        `the secret of crm was missing and exists now: 581 events wait. Within a minute a probe tries it; ${gradually}`,
      ],
      [
        'a secret that is missing, instead of a refusal',
        {
          breakers: [{ ...crm, state: 'isolated', credential: 'refused' }],
          secrets: { signing: [], upstreams: { crm: 'the secret x does not exist: secret add' } },
        },
        'the secret x does not exist: secret add',
      ],
      [
        'an operator with an end',
        {
          breakers: [
            {
              ...crm,
              heldEvents: 0,
              state: 'forced-open',
              heldBy: 'ann until x: y',
              until: '2026-01-15T01:00:00.000Z',
            },
          ],
        },
        'the breaker of crm is held open by ann until x: y: new events wait until 2026-01-15T01:00:00.000Z, when a probe decides',
      ],
      [
        'an outage of an integration that goes on with its other events',
        { breakers: [{ ...crm, heldEvents: 0 }], whenUpstreamDown: 'continue' },
        `crm is down, and its breaker open: events that need it wait. The next event is its probe; ${gradually}`,
      ],
    ])('%s', (_, changes, sentence) => {
      expect(problems(changes)).toEqual([sentence]);
    });
  });

  it('needs a person as long as it has no signing secret', () => {
    const sentence =
      'it has no signing secret, and every webhook gets 503 until you add it: secret add';
    expect(problems({ secrets: { signing: [sentence], upstreams: {} } })).toEqual([sentence]);
  });

  describe('says why events wait where nothing has to be done, and when they come back:', () => {
    const group = { count: 581, firstBackAt: now + 60_000, lastBackAt: now + 120_000 };
    const back = 'back from 2026-01-15T00:01:00.000Z on, the last at 2026-01-15T00:02:00.000Z';

    it.each([
      [{ error: 'RetryLaterError' }, 'because the handler asked to wait'],
      [
        { error: 'StoreUnavailable' },
        'because a table, bucket or secret of Breakwater did not answer',
      ],
      [{ error: 'UpstreamError', upstream: 'crm' }, 'for crm (UpstreamError)'],
      [{ error: 'NotYet' }, 'because another message of the same event waits'],
      [{ error: 'TypeError' }, 'for their next attempt after TypeError'],
      [undefined, 'until later'],
    ])('%j', (reason, words) => {
      const { notices, problems, waiting } = statusOf(
        { ...atRest, inFlight: 581, hidden: [{ ...group, reason }] },
        now,
      );
      expect(problems).toEqual([]);
      expect(notices).toEqual([`581 events wait ${words}: ${back}`]);
      expect(waiting).toMatchObject([{ count: 581, firstBackAt: '2026-01-15T00:01:00.000Z' }]);
    });

    it('an endpoint that answers 401 or 404, and what to check before they die', () => {
      const { notices } = statusOf(
        { ...atRest, hidden: [{ ...group, reason: { error: 'EndpointNotReady' } }] },
        now,
      );
      expect(notices).toEqual([expect.stringContaining('check its path and its key')]);
    });

    it('an upstream that works again, and whose backlog is released', () => {
      const breakers = [
        {
          upstream: 'crm',
          state: 'closed',
          until: null,
          drainingUntil: now + 60_000,
          heldEvents: 581,
        },
      ] as const;
      expect(statusOf({ ...atRest, breakers }, now).notices).toEqual([
        'crm works again: 581 events in its hold queue are released one after the other, and new ones wait behind them',
      ]);
    });

    it('an upstream that asked for no calls', () => {
      const breakers = [
        { upstream: 'crm', state: 'closed', until: null, throttledUntil: now + 60_000 },
      ] as const;
      expect(statusOf({ ...atRest, breakers }, now).notices).toEqual([
        'crm asked for no calls until 2026-01-15T00:01:00.000Z; events that need it wait until then',
      ]);
    });

    it('once only: events of an upstream that is down belong to its sentence', () => {
      const reason = { error: 'UpstreamError', upstream: 'crm' };
      const status = statusOf(
        {
          ...atRest,
          breakers: [{ upstream: 'crm', state: 'open', until: null }],
          hidden: [{ ...group, reason }],
        },
        now,
      );
      expect(status.notices).toEqual([]);
      expect(status.problems).toEqual([expect.stringContaining('581 events wait')]);
    });
  });

  it('names dead letters that the index lists and the queue does not hold', () => {
    const letters = { groups: [], unlisted: 0, vanished: 2, firstLostAt: undefined };
    expect(problems({ letters })).toEqual([
      '2 dead letters listed that the queue does not hold any more, as a killed replay leaves them: ' +
        '`dlq reconcile orders` takes them off the list',
    ]);
  });
});

describe('events that an integration ignores', () => {
  it('are a notice with their types, and no problem', () => {
    const ignored = Array.from({ length: 6 }, (_, index) => ({
      type: `t${index}`,
      count: 10 - index,
    }));
    const status = statusOf({ ...atRest, ignored }, now);
    expect(status.problems).toEqual([]);
    expect(status.notices).toEqual([
      '45 events of the last 7 days ignored, because `types` does not list t0 (10), t1 (9), t2 (8), t3 (7), t4 (6), 1 more types',
    ]);
    expect(status.ignored).toEqual(ignored);
  });
});
