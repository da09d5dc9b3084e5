export type Cell = string | number;

export interface TableOptions {
  /** Columns whose cells stand to the right. @default those whose cells are all numbers */
  readonly alignRight?: readonly number[];
}

/** Rows under a header, columns two spaces apart, no trailing spaces; ends without a line break. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string {
  const alignRight = new Set(options.alignRight ?? numericColumns(header, rows));
  const widths = header.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(String(row[column] ?? '')))),
  );
  const line = (cells: readonly Cell[]) =>
    widths
      .map((columnWidth, column) => {
        const text = String(cells[column] ?? '');
        const padding = ' '.repeat(columnWidth - width(text));
        return alignRight.has(column) ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((w) => '─'.repeat(w))), ...rows.map(line)].join('\n');
}

function numericColumns(header: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return header
    .map((_, column) => column)
    .filter((column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
}

/** Characters as a terminal counts them, near enough: code points, colour codes left out. */
function width(text: string): number {
  return [...text.replace(ansiColour, '')].length;
}

const ansiColour = /\u001B\[[0-9;]*m/g;
