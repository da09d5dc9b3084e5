import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../../bin/local/demo/delivery.ts';
import { VerifierJournal } from '../../../bin/local/demo/verifier-journal.ts';
import type { LogLine } from '../../../bin/stage/log-follower.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const delivery: Delivery = { body: Buffer.from('{"id":1}') };
const accepted: LogLine = {
  at: 0,
  functionName: 'verifier',
  fields: { message: 'accepted', integration: 'orders', bytes: 8, eventId: '1' },
};

/** An endpoint that holds lines back until the Lambda runs again. */
function heldBack(lines: readonly LogLine[]) {
  const clock = fakeClock();
  let roused = 0;
  let left = [...lines];
  const next = () => {
    if (roused === 0) return Promise.resolve([]);
    const given = left;
    left = [];
    return Promise.resolve(given);
  };
  const rouse = () => {
    roused += 1;
    return Promise.resolve();
  };
  const journal = new VerifierJournal({ next }, rouse, clock);
  return { clock, journal, roused: () => roused };
}

describe('the log of the verifier', () => {
  it('is read also where the endpoint holds a line back until the verifier runs again', async () => {
    const { clock, journal, roused } = heldBack([accepted]);
    const verdicts = journal.verdicts('orders', [delivery]);

    await clock.advance(1_500);
    expect(roused()).toBe(0);
    await clock.advance(1_500);

    expect(await verdicts).toEqual([{ kind: 'accepted', eventId: '1', reason: undefined }]);
    expect(roused()).toBe(1);
  });

  it('is waited for in vain for twenty seconds at most', async () => {
    const { clock, journal } = heldBack([]);
    const verdicts = journal.verdicts('orders', [delivery]);
    await clock.advance(21_000);
    expect(await verdicts).toEqual([]);
  });
});
