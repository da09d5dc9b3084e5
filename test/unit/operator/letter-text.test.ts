import { describe, expect, it } from '@jest/globals';
import { letterText } from '../../../bin/operator/dlq/letter-text.ts';
import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';

const letter: DeadLetter = {
  ...{ integration: 'orders', id: 'l-1', reason: 'attempts-exhausted', attempts: 5 },
  firstError: "TypeError: Cannot read properties of undefined (reading 'note')",
  firstStack:
    'at Object.handle (lambdas/integrations/orders/index.ts:12:5)\nat lambdas/processor/run-handler.ts:60:1',
  lastError: 'Error: another',
  lastStack: '',
  ...{ upstream: '', deadAt: 0, lostAt: 1, eventId: 'evt_1', type: 'order.paid' },
  ...{ correlationId: 'c-1', provider: 'stripe', receivedAt: 0, copies: ['m'], movedOut: [] },
  ...{ replays: 0, cameBack: 0, doneAt: undefined, resolved: false },
  ...{ lastOperation: undefined, history: [] },
};
const shown = (changes: Partial<DeadLetter> = {}) =>
  letterText(
    { letter: { ...letter, ...changes }, dossier: undefined, message: undefined },
    1_000,
    'dev',
  );

describe('dlq show', () => {
  it('shows below the first and the last error where it was thrown', () => {
    expect(shown({ lastStack: 'at later (lambdas/integrations/orders/later.ts:3:1)' })).toMatch(
      /first error +TypeError: .*\n +at Object.handle \(lambdas\/integrations\/orders\/index.ts:12:5\)\n +at .*\n +last error +Error: another\n +at later \(/,
    );
  });

  it('says in words what the reason means', () => {
    expect(shown()).toMatch(
      /died of +attempts-exhausted, after 5 attempts\n +that is +all attempts failed, or/,
    );
    expect(shown({ reason: 'of a newer version' as never })).not.toContain('that is');
  });

  it('shows an error only once if it occurred at the same place each time', () => {
    const same = { lastError: letter.firstError, lastStack: letter.firstStack };
    expect(shown(same)).not.toContain('last error');
  });
});
