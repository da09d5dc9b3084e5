import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseForm, sortedFormText } from '../../../lambdas/verification/form-body.ts';

describe('parseForm', () => {
  it('reads what URLSearchParams writes', () => {
    const fields = fc.array(
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(fields, (pairs) => {
        const wellFormed = pairs.map(([a, b]) => [a.toWellFormed(), b.toWellFormed()]);
        const bytes = Buffer.from(new URLSearchParams(wellFormed as [string, string][]).toString());
        expect(parseForm(bytes)).toEqual(wellFormed);
      }),
    );
  });

  it.each(['a=%', 'a=%2', 'a=%zz', '%c3=1', 'a=%ff'])('does not guess what "%s" means', (text) => {
    expect(parseForm(Buffer.from(text))).toBeUndefined();
  });

  it('does not read bytes that are no UTF-8', () => {
    expect(parseForm(Buffer.from([0x61, 0x3d, 0xff]))).toBeUndefined();
  });

  it('has no fields where there is no body', () => {
    expect(parseForm(Buffer.alloc(0))).toEqual([]);
  });
});

describe('sortedFormText', () => {
  it('sorts by name, then value, and takes equal pairs once', () => {
    const fields = [
      ['b', '2'],
      ['B', '1'],
      ['a', 'z'],
      ['a', 'y'],
      ['a', 'z'],
    ] as const;
    expect(sortedFormText(fields)).toBe('B1ayazb2');
  });

  it.each(['', '?x', '&x'])('refuses the name "%s", which could end the URL before it', (name) => {
    expect(sortedFormText([[name, 'v']])).toBeUndefined();
  });
});
