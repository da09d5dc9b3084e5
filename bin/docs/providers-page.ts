import { catalog } from '../../lambdas/providers/catalog.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import {
  describeEventId,
  describePlace,
  describeRedelivery,
  describeScheme,
  describeWindow,
} from './describe-provider.ts';
import { markdownTable, withGeneratedPart } from './generated-part.ts';

const origin = '<!-- Written by `node bin/docs.ts` from lambdas/providers. -->';

/**
 * The page with its catalog as the data says.
 * @throws Error where the page has lost the marks between which the catalog stands
 */
export function withCatalog(page: string): string {
  return withGeneratedPart(page, origin, [table(), ...catalog.map(quirks)].join('\n\n'));
}

const columns = {
  id: ({ id }: Provider) => `\`${id}\``,
  signature: ({ scheme }: Provider) => describeScheme(scheme),
  where: ({ scheme }: Provider) => describePlace(scheme),
  'event id': describeEventId,
  'a retry changes': describeRedelivery,
  window: ({ scheme }: Provider) => describeWindow(scheme),
  'answer within': ({ patienceMs }: Provider) => `${patienceMs / 1_000} s`,
  'may come again for': ({ retryWindowHours }: Provider) =>
    retryWindowHours === null ? 'unknown' : `${retryWindowHours} h`,
  grade: ({ confidence }: Provider) => `${confidence.signature} / ${confidence.delivery}`,
};

function table(): string {
  return markdownTable(
    Object.keys(columns),
    catalog.map((provider) =>
      Object.values(columns).map((describe) => describe(provider).replaceAll('|', '\\|')),
    ),
  );
}

function quirks({ name, quirks: sentences = [] }: Provider): string {
  return `### ${name}\n\n${sentences.map((sentence) => `- ${sentence}`).join('\n')}`;
}
