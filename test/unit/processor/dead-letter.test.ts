import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromAttributes, toAttributes } from '../../../lambdas/processor/dead-letter.ts';

const error = { name: 'Error', message: 'no' };
const note = {
  ...({ reason: 'handler-permanent', attempts: 1, firstError: error, lastError: error } as const),
  ...{ upstream: 'crm', deadAt: 0, integration: 'orders', eventId: 'evt_1' },
  ...{ type: 'order.paid', correlationId: 'c-1' },
};
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const sqsTakes = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

describe('The note of a dead letter', () => {
  it('is accepted by SQS, with any characters in ids and types', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constant('\ud800\0'),
    );
    fc.assert(
      fc.property(text, text, (eventId, type) => {
        const attributes = toAttributes({ ...note, eventId, type });
        for (const { StringValue = '' } of Object.values(attributes))
          expect(StringValue).toMatch(sqsTakes);
      }),
    );
  });

  it('is read back as it was written', () => {
    expect(fromAttributes(toAttributes(note), 1)).toMatchObject({
      eventId: 'evt_1',
      type: 'order.paid',
    });
  });
});
