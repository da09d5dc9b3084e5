import { readFileSync, writeFileSync } from 'node:fs';
import { withCatalog } from './docs/providers-page.ts';

/** Writes into the pages what they take from the code. */
const page = new URL('../docs/providers.md', import.meta.url);
writeFileSync(page, withCatalog(readFileSync(page, 'utf8')));
