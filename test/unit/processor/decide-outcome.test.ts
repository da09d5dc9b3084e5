import { describe, expect, it } from '@jest/globals';
import { PermanentError, RetryLaterError } from '../../../lambdas/contract/errors.ts';
import { UpstreamError } from '../../../lambdas/contract/upstream-error.ts';
import type { Disposition } from '../../../lambdas/contract/upstream-error.ts';
import { RunExpiredError } from '../../../lambdas/event/run.ts';
import type { SafeError } from '../../../lambdas/processor/outcome.ts';
import { BodyMissingError } from '../../../lambdas/processor/body-store.ts';
import { decideOutcome } from '../../../lambdas/processor/decide-outcome.ts';
import { DeadLetterError, ParkError } from '../../../lambdas/processor/event-errors.ts';

const now = Date.UTC(2026, 0, 1);
const decide = (thrown: unknown, attempt = 1, random = 0.5) =>
  decideOutcome(thrown, { attempt, maxAttempts: 5, now, random: () => random });

function upstreamError(disposition: Disposition): UpstreamError {
  return new UpstreamError('crm answered 503', {
    upstream: 'crm',
    endpoint: 'default',
    step: undefined,
    failure: 'busy',
    status: 503,
    disposition,
    userMessage: 'CRM is temporarily unavailable. Please try again in a moment.',
    detail: 'raw text of the upstream',
  });
}

describe('an event whose handler threw', () => {
  it.each([
    ['a PermanentError', new PermanentError('no such customer'), 'handler-permanent'],
    ['a payload mismatch', new DeadLetterError('payload-mismatch', 'id'), 'payload-mismatch'],
    ['a lost body', new BodyMissingError('gone'), 'body-missing'],
    [
      'an upstream error that says so',
      upstreamError({ kind: 'dead-letter', reason: 'outcome-unknown' }),
      'outcome-unknown',
    ],
  ])('is dead-lettered at once for %s', (_name, thrown, reason) => {
    expect(decide(thrown)).toMatchObject({ kind: 'dead-letter', reason });
  });

  it('waits for a run with more time, and counts as late, where its last attempt had no time to call', () => {
    const until = now + 30_000;
    const outcome = decide(upstreamError({ kind: 'park', until, cause: 'out-of-time' }), 5);
    expect(outcome).toEqual({ kind: 'park', until, error: expect.anything() as unknown });
  });

  it('tells in its error what the upstream said, also where the handler wrapped that in an error of its own', () => {
    const rejected = upstreamError({ kind: 'dead-letter', reason: 'upstream-rejected' });
    const message = 'crm answered 503 Detail: raw text of the upstream';
    expect(decide(rejected)).toMatchObject({ error: { message } });
    const wrapped = new PermanentError('no contact', {
      cause: new Error('sync', { cause: rejected }),
    });
    expect(decide(wrapped)).toMatchObject({
      error: { message: 'no contact Detail: raw text of the upstream' },
    });
  });

  it('tells in its error at most 300 characters of what the upstream said', () => {
    const { upstream, endpoint, step, failure, status, disposition, userMessage } = upstreamError({
      kind: 'retry',
      notBefore: now,
    });
    const facts = { upstream, endpoint, step, failure, status, disposition, userMessage };
    const long = new UpstreamError('crm answered 422', { ...facts, detail: 'x'.repeat(501) });
    const { error } = decide(long) as { error: { message: string } };
    expect(error.message).toBe(`crm answered 422 Detail: ${'x'.repeat(299)}…`);
  });

  it('comes back after a random time up to the doubled base, and at most a minute', () => {
    const bug = new TypeError('x is undefined');
    expect(decide(bug, 1, 0.999)).toMatchObject({ kind: 'retry', at: now + 0.999 * 2_000 });
    expect(decide(bug, 3, 0.5)).toMatchObject({ kind: 'retry', at: now + 4_000 });
    expect(decide(bug, 4, 0)).toMatchObject({ kind: 'retry', at: now });
    expect(
      decideOutcome(bug, { attempt: 50, maxAttempts: 100, now, random: () => 1 }),
    ).toMatchObject({ kind: 'retry', at: now + 60_000 });
  });

  it('is dead-lettered when its last attempt fails, not one earlier', () => {
    expect(decide(new Error('again'), 4)).toMatchObject({ kind: 'retry' });
    expect(decide(new Error('again'), 5)).toMatchObject({
      kind: 'dead-letter',
      reason: 'attempts-exhausted',
    });
  });

  it('comes back when the handler asked for it', () => {
    expect(decide(new RetryLaterError('not yet', { retryAfterSeconds: 90 }))).toMatchObject({
      kind: 'retry',
      at: now + 90_000,
      onPurpose: true,
    });
  });

  it('comes back when the upstream asked for it', () => {
    expect(decide(upstreamError({ kind: 'retry', notBefore: now + 7_000 }))).toMatchObject({
      kind: 'retry',
      at: now + 7_000,
    });
  });

  it('dies of what its upstream’s failure says, when that used up its attempts', () => {
    const undoing = { kind: 'retry', notBefore: now, whenExhausted: 'undo-failed' } as const;
    expect(decide(upstreamError(undoing), 4)).toMatchObject({ kind: 'retry' });
    expect(decide(upstreamError(undoing), 5)).toMatchObject({
      kind: 'dead-letter',
      reason: 'undo-failed',
    });
  });

  it('waits without using up its last attempt while an upstream is down', () => {
    const held = upstreamError({
      ...{ kind: 'park', until: now + 9_000, cause: 'breaker-open', held: true },
    });
    expect(decide(held, 5)).toMatchObject({ kind: 'hold', upstream: 'crm' });
  });

  it('waits in its own queue where the upstream has told this event alone when to come', () => {
    const asked = upstreamError({ kind: 'park', until: now + 90_000, cause: 'asked-to-wait' });
    expect(decide(asked, 5)).toMatchObject({ kind: 'park', until: now + 90_000 });
  });

  it('waits without using up its last attempt while a store of ours does not answer', () => {
    expect(decide(new ParkError('StoreUnavailable', 'the table', now + 1), 5)).toMatchObject({
      kind: 'park',
      until: now + 1,
    });
  });

  it('is retried as a timeout when its time was over', () => {
    expect(decide(new RunExpiredError('run-1'))).toMatchObject({
      kind: 'retry',
      error: { name: 'Timeout' },
    });
  });

  it('keeps no stack in the message of its error', () => {
    const outcome = decide(upstreamError({ kind: 'retry', notBefore: now }));
    expect((outcome as { error: SafeError }).error.message).not.toContain('.ts');
  });

  it.each([['a string'], [undefined], [null], [{ toString: 'no' }]])(
    'is retried when what was thrown is no Error: %p',
    (thrown) => {
      expect(decide(thrown)).toMatchObject({ kind: 'retry', error: { name: 'NotAnError' } });
    },
  );
});
