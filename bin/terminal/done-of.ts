/**
 * How far work has come. Totals are estimates (SQS counts approximately, and messages arrive while it
 * runs): more than all is never said.
 */
export function doneOf(done: number, total: number): string {
  return `${String(done)} of ${String(Math.max(done, total))}`;
}
