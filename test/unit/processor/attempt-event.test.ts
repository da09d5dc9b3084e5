import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RunExpiredError } from '../../../lambdas/event/run.ts';
import {
  attemptEvent,
  type AttemptDependencies,
  type Progress,
} from '../../../lambdas/processor/attempt-event.ts';
import { DynamoDbEventRecords } from '../../../lambdas/processor/dynamodb-event-records.ts';
import { bindingOfBody } from '../../../lambdas/event/event-identity.ts';
import { startRun, type FencedRun } from '../../../lambdas/processor/run-fence.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { simulatedTables } from '../../support/simulated-tables.ts';
import { webhook } from '../../support/webhook.ts';

const key = 'orders#evt_1';
const maxAttempts = 3;
const runMs = 60_000;

describe('An attempt at an event', () => {
  let clock: FakeClock;
  let records: DynamoDbEventRecords;
  let handled: string[];
  const runs: FencedRun[] = [];

  beforeEach(() => {
    clock = fakeClock();
    records = new DynamoDbEventRecords(simulatedTables(), 'events', clock);
    handled = [];
  });
  afterEach(() => {
    for (const run of runs.splice(0)) run.end();
  });

  function newRun(id: string): FencedRun {
    const run = startRun(id, clock.now() + runMs, clock);
    runs.push(run);
    return run;
  }

  function attempt(
    id: string,
    changes: Partial<AttemptDependencies> & {
      readonly eventId?: string;
      /** Set for an event whose id the provider does not sign. */
      readonly bodySha256?: string;
      readonly progress?: Progress;
      readonly run?: FencedRun;
    } = {},
  ) {
    const { eventId = 'evt_1', bodySha256, ...dependencies } = changes;
    const { progress = { replaySuspected: false }, run = newRun(id), ...others } = dependencies;
    const { body, ...head } = webhook({ eventId });
    const binding = bodySha256 === undefined ? undefined : bindingOfBody(bodySha256);
    return attemptEvent(head, body, binding, { run, alone: true }, progress, {
      ...{ clock, random: () => 0.5, maxAttempts, replaySuspected: 'report', records },
      bodies: { read: () => Promise.reject(new Error('No body is stored.')) },
      log: recordingLog().log,
      runHandler: (_webhook, { id: runId }) => {
        handled.push(runId);
        return Promise.resolve(runId);
      },
      ...others,
    });
  }

  it('waits without a run of the handler until its event may run, and no longer', async () => {
    await records.startAttempt(key, { id: 'a', alone: true });
    const until = clock.now() + 10_000;
    await records.giveBackAttempt(key, { id: 'a', alone: true }, { notBefore: until });
    await clock.advance(9_999);
    await expect(attempt('early')).rejects.toMatchObject({
      name: 'NotYet',
      until,
      onPurpose: true,
    });
    expect(handled).toEqual([]);
    await clock.advance(1);
    expect(await attempt('due')).toBe('"due"');
  });

  it('dead-letters its event without a run if all earlier attempts ended with their environment', async () => {
    for (const id of ['a', 'b', 'c']) await attempt(id);
    const progress: Progress = { replaySuspected: false };
    await expect(attempt('d', { progress })).rejects.toMatchObject({
      reason: 'attempts-exhausted',
    });
    expect(handled).toEqual(['a', 'b', 'c']);
    expect(progress.started?.attempt).toBe(maxAttempts);
  });

  it('is not counted if its run was over before it began', async () => {
    const run = newRun('late');
    await clock.advance(runMs);
    await expect(attempt('late', { run })).rejects.toThrow(RunExpiredError);
    expect(await records.openRun(key)).toBeUndefined();
  });

  it('does not complete its event with what a handler returns after its run is over', async () => {
    const run = newRun('frozen');
    const frozen = attempt('frozen', {
      run,
      // A frozen environment: no timer has fired when the handler returns.
      runHandler: () => {
        run.end();
        return Promise.resolve('too late');
      },
    });
    await expect(frozen).rejects.toThrow(RunExpiredError);
  });

  it('refuses another body of an id that the provider does not sign', async () => {
    await attempt('a', { bodySha256: 'aa' });
    const other = attempt('b', { bodySha256: 'bb' });
    await expect(other).rejects.toMatchObject({ reason: 'event-id-reused' });
    expect(handled).toEqual(['a']);
  });

  it('reports a body that was seen before under another unsigned id, or refuses its event', async () => {
    const unsigned = { bodySha256: 'aa' };
    await attempt('a', unsigned);
    const progress: Progress = { replaySuspected: false };
    expect(await attempt('b', { ...unsigned, eventId: 'evt_2', progress })).toBe('"b"');
    expect(progress.replaySuspected).toBe(true);
    const refused = attempt('c', { ...unsigned, eventId: 'evt_3', replaySuspected: 'refuse' });
    await expect(refused).rejects.toMatchObject({ reason: 'replay-suspected' });
    expect(handled).toEqual(['a', 'b']);
  });

  it('loses nothing if a table does not answer', async () => {
    const down = () => Promise.reject(new Error('The table is down.'));
    const failing = Object.assign(Object.create(records) as typeof records, { startAttempt: down });
    await expect(attempt('a', { records: failing })).rejects.toMatchObject({
      ...{ name: 'StoreUnavailable', until: clock.now() + 45_000 },
    });
    expect(handled).toEqual([]);
  });
});
