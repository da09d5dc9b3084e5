import { styleText } from 'node:util';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { formatTable } from '../terminal/table.ts';
import { duration } from './time-words.ts';

/** The glance: one line each, then what needs a person and where to look. */
export function statusText(
  integrations: readonly IntegrationStatus[],
  stage: string,
  stream: NodeJS.WriteStream,
): string {
  const paint = (colour: 'green' | 'red' | 'yellow', text: string): string =>
    styleText(colour, text, { stream });
  const table = formatTable(
    [
      '',
      'integration',
      'provider',
      'queued',
      'in flight',
      'oldest',
      'dead letters',
      'breakers',
      'mapping',
    ],
    integrations.map((one) => [
      one.problems.length === 0 ? paint('green', '✓') : paint('red', '✗'),
      one.name,
      one.provider,
      one.queued,
      one.inFlight,
      one.oldestSeconds === 0 ? '–' : duration(one.oldestSeconds * 1_000),
      one.deadLetters === 0 ? 0 : paint('red', String(one.deadLetters)),
      breakers(one),
      one.mapping === 'enabled' ? one.mapping : paint('yellow', one.mapping),
    ]),
    { alignRight: [3, 4, 5, 6] },
  );
  const troubled = integrations.filter(({ problems }) => problems.length > 0);
  if (troubled.length === 0) return `${table}\n\nNothing needs you.`;
  const problems = troubled.flatMap(({ name, problems }) =>
    problems.map((problem) => `${paint('red', '✗')} ${name}: ${problem}`),
  );
  const look = troubled.some(({ deadLetters }) => deadLetters > 0)
    ? `\n\nWhat killed them:  npm run breakwater -- dlq list --stage ${stage}`
    : '';
  return `${table}\n\n${problems.join('\n')}${look}`;
}

function breakers({ breakers }: IntegrationStatus): string {
  const notClosed = breakers.filter(({ state }) => state !== 'closed');
  if (breakers.length === 0) return '–';
  if (notClosed.length === 0) return 'closed';
  return notClosed.map(({ upstream, state }) => `${upstream} ${state}`).join(', ');
}
