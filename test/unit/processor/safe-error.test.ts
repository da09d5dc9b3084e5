import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PermanentError, RetryLaterError } from '../../../lambdas/contract/errors.ts';
import { decideOutcome } from '../../../lambdas/processor/decide-outcome.ts';
import { refusedForGood } from '../../../lambdas/processor/refused-for-good.ts';
import { safeError } from '../../../lambdas/processor/safe-error.ts';
import { toSqsJson } from '../../../lambdas/event/sqs-text.ts';

const withMessage = (message: unknown) => Object.assign(new Error('before'), { message });
const withGetter = (name: string) =>
  Object.defineProperty(new Error('why'), name, {
    get() {
      throw new Error('a getter that throws');
    },
  });
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const cyclic = () => {
  const error = new Error('why');
  error.cause = error;
  return error;
};

describe('a thrown value as people read it', () => {
  it.each<[string, unknown, { name: string; message: unknown }]>([
    ['an Error', new TypeError('why'), { name: 'TypeError', message: 'why' }],
    ['a message that is a number', withMessage(42), { name: 'Error', message: '42' }],
    [
      'a message that is an object',
      withMessage({ code: 'x' }),
      { name: 'Error', message: 'The message of this error is no text but of type object.' },
    ],
    ['a symbol as message', withMessage(Symbol('s')), { name: 'Error', message: 'Symbol(s)' }],
    [
      'a name that is no text',
      Object.assign(new Error('why'), { name: 7 }),
      { name: 'Error', message: 'why' },
    ],
    [
      'a message that throws',
      withGetter('message'),
      { name: 'Error', message: 'The message of this error cannot be read.' },
    ],
    ['a name that throws', withGetter('name'), { name: 'Error', message: 'why' }],
    ['a stack that throws', withGetter('stack'), { name: 'Error', message: 'why' }],
    ['a cause that throws', withGetter('cause'), { name: 'Error', message: 'why' }],
    ['a cyclic cause', cyclic(), { name: 'Error', message: 'why' }],
    [
      'an error of another realm',
      runInNewContext('new RangeError("why")'),
      { name: 'RangeError', message: 'why' },
    ],
    [
      'an object with a message',
      { name: 'Oops', message: 'why' },
      { name: 'Oops', message: 'why' },
    ],
    [
      'an AggregateError',
      new AggregateError([new TypeError('one'), 2, new Error('three'), 4], 'all failed'),
      {
        name: 'AggregateError',
        message: 'all failed [TypeError: one; not an Error; Error: three; 1 more]',
      },
    ],
    [
      'a revoked Proxy',
      revoked(new Error('why')),
      { name: 'Error', message: 'The message of this error cannot be read.' },
    ],
    [
      'undefined',
      undefined,
      { name: 'NotAnError', message: 'The handler threw undefined, not an Error.' },
    ],
    ['null', null, { name: 'NotAnError', message: 'The handler threw null, not an Error.' }],
    [
      '404',
      404,
      { name: 'NotAnError', message: 'The handler threw the number 404, not an Error.' },
    ],
    [
      'a symbol',
      Symbol('s'),
      { name: 'NotAnError', message: 'The handler threw the symbol Symbol(s), not an Error.' },
    ],
    [
      'a string',
      'no stock',
      { name: 'NotAnError', message: 'The handler threw a string, not an Error: no stock' },
    ],
    [
      'an object without a prototype',
      Object.create(null),
      { name: 'NotAnError', message: 'The handler threw an object, not an Error.' },
    ],
    ['half a surrogate pair', new Error('a\ud800b'), { name: 'Error', message: 'a b' }],
    [
      'a very long message',
      new Error('x'.repeat(10_000_000)),
      { name: 'Error', message: `${'x'.repeat(499)}…` },
    ],
  ])('names %s', (_what, thrown, read) => {
    const { name, message } = safeError(thrown);
    expect({ name, message }).toEqual(read);
  });
});

describe('whatever a handler throws', () => {
  const now = Date.UTC(2026, 0, 1);
  const circumstances = { attempt: 1, maxAttempts: 5, receiveCount: 1, now, random: () => 0.5 };
  /** Made only when it is thrown: fast-check itself cannot look at a revoked Proxy. */
  const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true }).map((value) => () => value),
    fc
      .record({
        ...{ message: fc.anything(), name: fc.anything() },
        ...{ stack: fc.anything(), cause: fc.anything() },
      })
      .map((facts) => () => Object.assign(new Error(), facts)),
    fc.constantFrom('message', 'name', 'stack', 'cause').map((name) => () => withGetter(name)),
    fc.object().map((value) => () => revoked(value)),
    fc
      .anything()
      .map((retryAfterSeconds) => () => new RetryLaterError('', { retryAfterSeconds } as never)),
  );

  it('is settled: its outcome has a time that a date holds and texts that a table and a queue hold', () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const thrown = make();
        const outcome = decideOutcome(thrown, circumstances);
        if (outcome.kind !== 'retry') throw new Error(`ended as ${outcome.kind}`);
        const { at, error } = outcome;
        expect(at).toBeGreaterThanOrEqual(now);
        expect(new Date(at).toISOString()).toMatch(/^2026/);
        for (const text of Object.values(error) as unknown[]) {
          expect(typeof text).toBe('string');
          expect(String(text).isWellFormed()).toBe(true);
          expect(String(text).length).toBeLessThan(2_000);
        }
        expect(toSqsJson(error)).toBe(JSON.stringify(error));
        expect(refusedForGood(thrown)).toBeUndefined();
      }),
    );
  });
});

describe('a PermanentError', () => {
  class OutOfStock extends PermanentError {
    override readonly name = 'OutOfStock';
  }
  const decide = (thrown: unknown) =>
    decideOutcome(thrown, { attempt: 1, maxAttempts: 5, now: 0, random: () => 0 });

  it.each([
    ['of a subclass', new OutOfStock('gone'), 'OutOfStock'],
    [
      'whose message is no text',
      Object.assign(new PermanentError('x'), { message: {} }),
      'PermanentError',
    ],
    [
      'whose stack throws',
      Object.defineProperty(new PermanentError('x'), 'stack', {
        get: () => {
          throw new Error('no stack');
        },
      }),
      'PermanentError',
    ],
    ['behind a Proxy', new Proxy(new PermanentError('x'), {}), 'PermanentError'],
  ])('%s dead-letters its event at once and has its steps taken back', (_what, thrown, name) => {
    expect(decide(thrown)).toMatchObject({
      kind: 'dead-letter',
      reason: 'handler-permanent',
      error: { name },
    });
    expect(refusedForGood(thrown)).toMatchObject({ reason: 'handler-permanent' });
  });

  it('of another copy of the module is one all the same', async () => {
    const copy = (await import(`../../../lambdas/contract/errors.ts?${'copy'}`)) as {
      PermanentError: typeof PermanentError;
    };
    const thrown = new copy.PermanentError('gone');
    expect(thrown).not.toBeInstanceOf(PermanentError);
    expect(decide(thrown)).toMatchObject({ kind: 'dead-letter', reason: 'handler-permanent' });
  });
});

describe('a RetryLaterError', () => {
  const now = Date.UTC(2026, 0, 1);
  const at = (retryAfterSeconds: unknown, attempt = 1) =>
    decideOutcome(new RetryLaterError('later', { retryAfterSeconds } as never), {
      ...{ attempt, maxAttempts: 5, receiveCount: 1, now, random: () => 0.5 },
    });

  it.each([
    [0, 0],
    [1.5, 1_500],
    [13 * 86_400, 13 * 86_400_000],
  ])('of %p seconds brings the event back in %p ms', (seconds, ms) => {
    expect(at(seconds)).toMatchObject({ kind: 'retry', at: now + ms });
  });

  it.each([[NaN], [undefined], [null], [-1], [Infinity], [-Infinity], [1e21], ['30'], [{}]])(
    'of %p seconds brings it back after the usual backoff',
    (seconds) => {
      expect(at(seconds)).toMatchObject({
        kind: 'retry',
        at: now + 1_000,
        error: { message: 'later' },
      });
    },
  );

  it('without options brings it back after the usual backoff', () => {
    expect(new RetryLaterError('later').retryAfterSeconds).toBeUndefined();
  });

  it('on the last attempt ends as attempts-exhausted', () => {
    expect(at(30, 5)).toMatchObject({ kind: 'dead-letter', reason: 'attempts-exhausted' });
  });

  it('that a handler has changed afterwards cannot break its event', () => {
    const changed = Object.assign(new RetryLaterError('later'), { retryAfterSeconds: NaN });
    const circumstances = { attempt: 1, maxAttempts: 5, receiveCount: 1, now, random: () => 0.5 };
    expect(decideOutcome(changed, circumstances)).toMatchObject({ at: now + 1_000 });
  });
});
