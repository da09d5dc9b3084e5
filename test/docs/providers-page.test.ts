import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { withCatalog } from '../../bin/docs/providers-page.ts';

describe('docs/providers.md', () => {
  it('says what the catalog says; if not, run `node bin/docs.ts`', () => {
    const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
    expect(page).toBe(withCatalog(page));
  });

  it('is not written where its marks are lost', () => {
    expect(() => withCatalog('# Providers')).toThrow('Expected the page to hold');
  });
});
