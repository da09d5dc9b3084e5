import { describe, expect, it } from '@jest/globals';
import { secret, verifier, type Verifier } from '../../support/verifier.ts';

const longRows = ({ counted }: Verifier) =>
  counted.filter((line) => line.startsWith('OnlyWrongSignaturesSeconds'));

describe('Wrong signatures in a row', () => {
  it('say from the fifth on how long nothing else has come', async () => {
    await using one = await verifier();
    for (let refused = 0; refused < 6; refused += 1) {
      await one.deliver({}, 'rotated');
      await one.clock.advance(60_000);
    }
    expect(longRows(one)).toEqual([
      'OnlyWrongSignaturesSeconds 240',
      'OnlyWrongSignaturesSeconds 240 integration=orders',
      'OnlyWrongSignaturesSeconds 300',
      'OnlyWrongSignaturesSeconds 300 integration=orders',
    ]);
  });

  it('begin afresh with each event that verifies, as beside an attacker', async () => {
    await using one = await verifier();
    for (let minute = 0; minute < 5; minute += 1) {
      for (let refused = 0; refused < 4; refused += 1) await one.deliver({}, 'guess');
      await one.deliver();
      await one.clock.advance(60_000);
    }
    expect(longRows(one)).toEqual([]);
  });

  it('are over, and say so for an hour, once the secret works again', async () => {
    await using one = await verifier();
    for (let refused = 0; refused < 5; refused += 1) await one.deliver({}, 'rotated');
    const zeros = [
      'OnlyWrongSignaturesSeconds 0',
      'OnlyWrongSignaturesSeconds 0 integration=orders',
    ];
    const before = longRows(one).length;
    await one.deliver();
    expect(longRows(one).slice(before)).toEqual(zeros);
    await one.clock.advance(59 * 60_000);
    await one.deliver();
    expect(longRows(one).slice(before)).toEqual([...zeros, ...zeros]);
    await one.clock.advance(60_000);
    await one.deliver();
    expect(longRows(one).slice(before)).toEqual([...zeros, ...zeros]);
  });

  it('are over as well where other environments saw them: the secret was added today', async () => {
    await using one = await verifier();
    one.addSecret(secret, one.clock.now());
    await one.clock.advance(23 * 3_600_000);
    await one.deliver();
    expect(longRows(one)).toHaveLength(2);
    await one.clock.advance(3_600_000);
    await one.deliver();
    expect(longRows(one)).toHaveLength(2);
  });

  it('are not interrupted by requests without a signature', async () => {
    await using one = await verifier();
    const scan = { method: 'POST', path: '/webhooks/orders', query: '', headers: {} };
    for (let refused = 0; refused < 5; refused += 1) {
      await one.deliver({}, 'rotated');
      await one.answer({ ...scan, body: Buffer.from('') });
    }
    expect(longRows(one)).toHaveLength(2);
  });
});
