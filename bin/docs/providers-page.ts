import { catalog } from '../../lambdas/providers/catalog.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import {
  describeEventId,
  describePlace,
  describeScheme,
  describeWindow,
} from './describe-provider.ts';

const start = '<!-- prettier-ignore-start -->';
const origin = '<!-- Written by `node bin/docs.ts` from lambdas/providers. -->';
const end = '<!-- prettier-ignore-end -->';

/**
 * The page with its catalog as the data says.
 * @throws Error where the page has lost the marks between which the catalog stands
 */
export function withCatalog(page: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`Expected the page to hold ${start} and ${end}.`);
  const written = [origin, table(), ...catalog.map(quirks)].join('\n\n');
  return `${page.slice(0, from)}${start}\n\n${written}\n\n${page.slice(to)}`;
}

const columns = {
  id: ({ id }: Provider) => `\`${id}\``,
  signature: ({ scheme }: Provider) => describeScheme(scheme),
  where: ({ scheme }: Provider) => describePlace(scheme),
  'event id': describeEventId,
  window: ({ scheme }: Provider) => describeWindow(scheme),
  'answer within': ({ patienceMs }: Provider) => `${patienceMs / 1_000} s`,
  'may come again for': ({ retryWindowHours }: Provider) =>
    retryWindowHours === null ? 'unknown' : `${retryWindowHours} h`,
  grade: ({ confidence }: Provider) => `${confidence.signature} / ${confidence.delivery}`,
};

function table(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const names = Object.keys(columns);
  const rows = catalog.map((provider) =>
    row(Object.values(columns).map((describe) => describe(provider).replaceAll('|', '\\|'))),
  );
  return [row(names), row(names.map(() => '---')), ...rows].join('\n');
}

function quirks({ name, quirks: sentences = [] }: Provider): string {
  return `### ${name}\n\n${sentences.map((sentence) => `- ${sentence}`).join('\n')}`;
}
