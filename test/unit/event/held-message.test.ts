import { describe, expect, it } from '@jest/globals';
import {
  heldWaitIn,
  waitAttributes,
  waitIn,
  type HeldWait,
} from '../../../lambdas/event/held-message.ts';

const sentAt = Date.UTC(2026, 0, 2);
const acceptedAt = Date.UTC(2026, 0, 1);

/** As SQS gives back what was sent. */
function texts(wait: Omit<HeldWait, 'integration'>, integration?: string) {
  return Object.fromEntries(
    Object.entries(waitAttributes(wait, integration)).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  );
}

describe('what a message carries while its event waits', () => {
  it('is when it was accepted, whose turn it has waited for, and where it goes back to', () => {
    const wait = { acceptedAt, released: ['crm', 'erp'] };
    expect(heldWaitIn(texts(wait, 'orders'), sentAt)).toEqual({ ...wait, integration: 'orders' });
    expect(waitIn(texts(wait), sentAt)).toEqual(wait);
  });

  it('is nothing on its first way: it was accepted when SQS stored it', () => {
    expect(waitIn({}, sentAt)).toEqual({ acceptedAt: sentAt, released: [] });
    expect(waitIn({ acceptedAt: 'yesterday' }, sentAt).acceptedAt).toBe(sentAt);
  });

  it('has no attribute without a value: SQS takes none', () => {
    expect(Object.keys(waitAttributes({ acceptedAt, released: [] }))).toEqual(['acceptedAt']);
  });
});
