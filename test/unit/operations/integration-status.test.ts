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
  overdueSeconds: 0,
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
      problems: [],
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
      '2 in the dead-letter queue that the index does not know: `dlq reconcile`',
      'the oldest dead letter leaves its queue at 2026-01-17T00:00:00.000Z',
    ]);
    expect(problems({ letters: { groups: [], unlisted: 0, firstLostAt: now + 4 * day } })).toEqual(
      [],
    );
  });

  it('does not call a busy queue a problem, but one whose events are ready and not run', () => {
    expect(problems({ queued: 50_000, oldestSeconds: 9_000, overdueSeconds: 0 })).toEqual([]);
    expect(problems({ queued: 1, oldestSeconds: 600, overdueSeconds: 600 })).toEqual([
      'an event has been ready for 10 min and is not done: `trace` tells what became of its runs',
    ]);
  });

  it('tells a mapping that is stopped on purpose from one that nobody stopped', () => {
    expect(problems({ mapping: 'disabled' })).toEqual([expect.stringContaining('disabled')]);
    expect(problems({ mapping: 'disabled', held: { by: 'breaker', why: 'crm' } })).toEqual([]);
    expect(
      problems({ mapping: 'disabled', held: { by: 'person', why: 'ann: migration' } }),
    ).toEqual(['paused by ann: migration']);
    expect(problems({ mapping: 'enabled', held: { by: 'person', why: 'ann: migration' } })).toEqual(
      ['paused by ann: migration (still at work: the governor has not heard of it)'],
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
    ['forced-open', 'the breaker of crm is held open by ann: migration'],
    ['forced-closed', 'the breaker of crm is held closed by ann: migration'],
    ['isolated', 'crm is taken out of use by ann: migration'],
  ] as const)('says who has a breaker %s, and keeps that out of its shape', (state, problem) => {
    const breaker = { upstream: 'crm', state, until: null };
    const reading = { ...atRest, breakers: [{ ...breaker, heldBy: 'ann: migration' }] };
    expect(statusOf(reading, now)).toMatchObject({ problems: [problem] });
    expect(statusOf(reading, now).breakers).toStrictEqual([breaker]);
  });

  it('says of a credential that nobody but its upstream has refused how to mend it', () => {
    expect(problems({ breakers: [{ upstream: 'crm', state: 'isolated', until: null }] })).toEqual([
      'crm refuses the credential: put a working one into its secret',
    ]);
  });
});
