import { styleText } from 'node:util';
import { counted } from '../../../lambdas/operations/counted.ts';
import { withLocalTimes } from '../time-words.ts';
import type { Examined, Finding, Unchecked } from './diagnosis.ts';

/** What is wrong and how to mend it; then what could not be looked at. */
export function doctorText(
  { findings, unchecked }: Examined,
  examinations: number,
  stage: string,
  stream: NodeJS.WriteStream,
): string {
  const looked = `${counted(examinations - unchecked.length, 'check')} of stage ${stage}`;
  const summary =
    findings.length === 0
      ? `${styleText('green', '✓', { stream })} ${looked}: nothing to mend.`
      : `${looked}: ${counted(findings.length, 'finding')}.`;
  return [
    ...findings.map((finding) => findingText(finding, stream)),
    ...(unchecked.length === 0 ? [] : [uncheckedText(unchecked)]),
    summary,
  ].join('\n\n');
}

function findingText(
  { check, subject, problem, mend }: Finding,
  stream: NodeJS.WriteStream,
): string {
  const cross = styleText('red', '✗', { stream });
  return `${cross} ${subject} (${check}): ${withLocalTimes(problem)}\n  Mend: ${mend}`;
}

/** One line for what several things have in common. */
function uncheckedText(unchecked: readonly Unchecked[]): string {
  const subjects = new Map<string, string[]>();
  for (const { check, subject, why } of unchecked) {
    const line = `${check}: ${why}`;
    subjects.set(line, [...(subjects.get(line) ?? []), subject]);
  }
  const lines = [...subjects].map(([line, of]) => `– ${line} (${[...new Set(of)].join(', ')})`);
  return ['Not checked:', ...lines].join('\n');
}
