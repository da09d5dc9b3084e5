import { readFileSync, writeFileSync } from 'node:fs';
import { withCosts } from './docs/costs/costs-page.ts';
import { withCatalog } from './docs/providers-page.ts';

/** Writes into the pages what they take from the code. */
const pages = { providers: withCatalog, costs: withCosts };
for (const [name, write] of Object.entries(pages)) {
  const page = new URL(`../docs/${name}.md`, import.meta.url);
  writeFileSync(page, write(readFileSync(page, 'utf8')));
}
