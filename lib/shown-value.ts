/** A value as an error message shows it: what came, and of what type where that is not plain. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'object') return JSON.stringify(value);
  return `${String(value)} (${typeof value})`;
}
