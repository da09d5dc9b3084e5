import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { reasonWords } from '../../lambdas/operations/reason-words.ts';

it('docs/architecture.md explains the reasons of dead letters in the words of the dashboard', () => {
  const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('## Reasons of dead letters');
  const rows = [...section.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\|$/gm)];
  expect(Object.fromEntries(rows.map(([, reason, words]) => [reason, words]))).toEqual(reasonWords);
});
