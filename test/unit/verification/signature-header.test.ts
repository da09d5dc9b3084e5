import { describe, expect, it } from '@jest/globals';
import { signatureReader } from '../../../lambdas/verification/signature-header.ts';

const versions = signatureReader({ form: 'versions', version: 'v1' });
const pairs = signatureReader({
  form: 'pairs',
  separator: ',',
  signatureKey: 'v1',
  timestampKey: 't',
});

describe('A signature header', () => {
  it('with too many elements is refused', () => {
    expect(versions('v1,;'.repeat(255) + 'v1,sig')?.signatures.at(-1)).toBe('sig');
    expect(versions('v1,;'.repeat(256) + 'v1,sig')).toBeUndefined();
    expect(pairs('t=1,' + 'v1=,'.repeat(255) + 'v1=sig')?.signatures.at(-1)).toBe('sig');
    expect(pairs('t=1,' + 'v1=,'.repeat(256) + 'v1=sig')).toBeUndefined();
    expect(pairs('t=1,'.repeat(257) + 'v1=sig')).toBeUndefined();
  });

  it('ends its values at every separator', () => {
    expect(versions('v1,a v1,b,more\tv1,c;v1, v1,d')?.signatures).toEqual(['a', 'b', 'c', '', 'd']);
    expect(pairs('t= 1, v1= a,v1=b ;v1=c')).toEqual({
      timestamp: '1',
      signatures: ['a', 'b', 'c'],
    });
  });

  it('has no value if the name is part of another word', () => {
    expect(pairs('xt=1,xv1=a')).toBeUndefined();
  });
});
