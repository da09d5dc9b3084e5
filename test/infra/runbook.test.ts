import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commandTable } from '../../bin/operator/command-table.ts';
import { parseCall } from '../../bin/operator/parse-call.ts';
import { alarmKinds } from '../../lib/monitoring/alarms/alarm-kinds.ts';
import { integrationNames, stageNames } from '../../lib/names.ts';
import {
  alarmsIn,
  kindOf,
  orders,
  templatesOf,
} from '../support/alarm-evaluator/synthesized-alarms.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const [introduction = '', ...parts] = runbook.split(/^## /m);
const sections = parts.map((part) => {
  const [title = '', ...lines] = part.split('\n');
  return { title, text: lines.join('\n') };
});
const alarms = [{}, { alarmsPerIntegration: true }].flatMap((settings) =>
  alarmsIn(templatesOf([orders], settings)),
);
const told = [runbook, readFileSync('docs/outages.md', 'utf8')].join('\n');
const spans = [...told.replaceAll(/\s*\n\s*/g, ' ').matchAll(/`([^`]+)`/g)].map(
  ([, text = '']) => text,
);

describe('the runbook', () => {
  it('has one section for each kind of alarm, and each is raised somewhere', () => {
    const titles = sections.map(({ title }) => title);
    expect(titles.toSorted()).toEqual(alarmKinds.toSorted());
    expect([...new Set(alarms.map(kindOf))].toSorted()).toEqual(titles.toSorted());
  });

  it.each(sections.map(({ title, text }) => [title, text]))(
    'says of %s what it means, where to look, how to mend it and how to know',
    (_title, text) => {
      const headings = [...text.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, heading]) => heading);
      expect(headings).toEqual([
        'What it means.',
        'First three looks.',
        'How to mend.',
        'How to know it is mended.',
      ]);
      expect([...text.matchAll(/^(\d)\. /gm)].map(([, digit]) => digit)).toEqual(['1', '2', '3']);
    },
  );

  it.each(alarms.map((alarm) => [kindOf(alarm), alarm.AlarmDescription] as const))(
    'is as grave about %s as the alarm itself',
    (kind, description) => {
      const text = sections.find(({ title }) => title === kind)?.text ?? '';
      const rank = /^(CRITICAL|Warning)/.exec(description)?.[1];
      expect(text).toMatch(new RegExp(`What it means\\.\\*\\* ${String(rank)} \\(`));
    },
  );

  it('links to sections and files that are there', () => {
    for (const [, target = ''] of runbook.matchAll(/\]\(([^)]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const text = file === '' ? runbook : readFileSync(`docs/${file}`, 'utf8');
      const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
    expect(introduction).toContain('(#error-rate)');
  });
});

/** `npm run breakwater -- …` as a shell would cut it into words. */
function wordsOf(command: string): string[] {
  const filled = command
    .replaceAll('<integration>', 'orders')
    .replaceAll('<upstream>', 'crm')
    .replaceAll('<event>', 'evt_1');
  return [...filled.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

const prefix = 'npm run breakwater -- ';

describe('what a person is told to type', () => {
  const typed = [
    ...spans,
    ...alarms.flatMap(({ AlarmDescription }) =>
      [...AlarmDescription.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
    ),
  ];
  const commands = [...new Set(typed.filter((text) => text.startsWith(prefix)))];

  it.each(commands)('is a command with options that exist: %s', (command) => {
    const call = parseCall(wordsOf(command.slice(prefix.length)), commandTable);
    expect(call).toMatchObject({ kind: 'run' });
  });

  it('undoes with a deployment what a hand has changed only where that reverts drift', () => {
    const mending = sections
      .filter(({ title }) => ['governor-silent', 'mapping-wrong'].includes(title))
      .map(({ text }) => text.replaceAll(/\s+/g, ' '));
    expect(mending.filter((text) => text.includes('--revert-drift'))).toHaveLength(2);
    expect(mending.filter((text) => /deploy the (core|integration's) stack/.test(text))).toEqual(
      [],
    );
  });

  it('is in the runbook', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  it('names nothing that is called otherwise', () => {
    const { coreStack, verifierFunction, governorFunction, accessLog } = stageNames('prod');
    const own = integrationNames('prod', '<integration>');
    const known = [
      coreStack,
      verifierFunction,
      governorFunction,
      accessLog.split('/').at(-1),
      own.processorFunction,
      'breakwater-prod-stripe-orders',
    ];
    const named = [...runbook.matchAll(/breakwater-prod(?:-(?:<integration>|[a-z]+))*/g)];
    expect(named.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
  });
});
