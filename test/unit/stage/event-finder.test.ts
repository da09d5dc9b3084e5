import { describe, expect, it } from '@jest/globals';
import { eventOf } from '../../../bin/stage/event-finder.ts';

const line = (fields: object) => ({ at: 0, functionName: 'verifier', fields: { ...fields } });
const event = { integration: 'orders', eventId: 'evt_a1', correlationId: 'c-a1' };

describe('the event of a log line', () => {
  it('is found by its own id and by its correlation id', () => {
    const found = [{ integration: 'orders', eventId: 'evt_a1' }];
    expect(eventOf(line(event), 'evt_a1')).toEqual(found);
    expect(eventOf(line(event), 'c-a1')).toEqual(found);
  });

  it('is none where the id merely stands in the line', () => {
    expect(eventOf(line(event), 'a1')).toEqual([]);
  });
});
