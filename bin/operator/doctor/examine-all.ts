import { unchecked } from './diagnosis.ts';
import type { Diagnosis, Examination, Examined, Finding, Unchecked } from './diagnosis.ts';

/** AWS throttles who asks for a hundred things at once. */
const atOnce = 8;

/**
 * Makes every examination. What this person may not look at, or this endpoint does not know, is not
 * checked, and said so; any other failure is the command's.
 */
export async function examineAll(
  examinations: readonly Examination[],
  onProgress: (done: number) => void,
): Promise<Examined> {
  const results: (readonly Diagnosis[])[] = [];
  const waiting = [...examinations.entries()];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, examination] = next;
      results[place] = await examination.examine().catch(notLookedAt);
      onProgress((done += 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  const findings: Finding[] = [];
  const notChecked: Unchecked[] = [];
  for (const [place, { check, subject }] of examinations.entries()) {
    for (const diagnosis of results[place] ?? []) {
      if (diagnosis.kind === 'problem') {
        const { problem, mend } = diagnosis;
        findings.push({ check, subject, problem, mend });
      } else {
        notChecked.push({ check, subject, why: diagnosis.why });
      }
    }
  }
  return { findings, unchecked: notChecked };
}

const mayNot = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/;
const knowsNot = /^(NotImplemented|UnknownOperation|UnsupportedOperation|InvalidAction)/;

function notLookedAt(error: unknown): readonly Diagnosis[] {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (mayNot.test(name)) return [unchecked(`you may not look: ${message}`)];
  if (knowsNot.test(name)) return [unchecked('this endpoint does not know it')];
  throw error;
}
