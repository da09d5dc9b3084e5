import { describe, expect, it } from '@jest/globals';
import type { CommandCall } from '../../../bin/operator/command.ts';
import { givenWord } from '../../../bin/operator/dlq/resolve-options.ts';

const given = (options: Record<string, string>, event: string | undefined = 'evt_1') =>
  givenWord({ options } as Partial<CommandCall> as CommandCall, event);

describe('What an operator says of a step', () => {
  it('is that it was done, with what it answered, or that it was not', () => {
    expect(given({ resolve: 'done', result: '{ "id": 7 }' })).toEqual({
      says: 'done',
      result: '{"id":7}',
    });
    expect(given({ resolve: 'done' })).toEqual({ says: 'done' });
    expect(given({ resolve: 'retry', step: 'mail' })).toEqual({ says: 'retry', step: 'mail' });
    expect(given({})).toBeUndefined();
  });

  it.each([
    [{ resolve: 'maybe' }, /--resolve: expected done or retry; got "maybe"/],
    [{ resolve: 'done', result: '{id: 7}' }, /--result: expected JSON; got {id: 7}.*quotes/],
    [{ resolve: 'retry', result: '{}' }, /--result goes with --resolve done/],
    [{ result: '{}' }, /--result goes with --resolve done/],
    [{ step: 'mail' }, /--step goes with --resolve done or retry/],
  ])('is refused where it makes no sense: %j', (options, message) => {
    expect(() => given(options)).toThrow(message);
  });

  it('is said of one event', () => {
    expect(() => givenWord({ options: { resolve: 'retry' } } as never, undefined)).toThrow(
      /said of one event: dlq replay <event>/,
    );
  });
});
