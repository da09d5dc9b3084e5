import { formatTable, type Cell } from '../terminal/table.ts';

/** A bench's document for people: lists of rows as tables, everything else line by line. */
export function describeFigures(figures: object): string {
  return Object.entries(figures)
    .map(([name, value]) => (isRows(value) ? `${name}\n${tableOf(value)}` : lineOf(name, value)))
    .join('\n\n');
}

type Row = Readonly<Record<string, Cell>>;

function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object');
}

function tableOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''));
  return formatTable(columns, cells);
}

function lineOf(name: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${name}: ${String(value)}`;
  const parts = Object.entries(value).map(([key, part]) => `${key} ${String(part)}`);
  return `${name}: ${parts.join(', ')}`;
}
