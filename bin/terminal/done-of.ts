/**
 * Progress of a task. Totals are estimates (SQS counts approximately, and messages arrive meanwhile), so the
 * total rises with the number done.
 */
export function doneOf(done: number, total: number): string {
  return `${String(done)} of ${String(Math.max(done, total))}`;
}
