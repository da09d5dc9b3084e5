const start = '<!-- prettier-ignore-start -->';
const end = '<!-- prettier-ignore-end -->';

/**
 * The page with what stands between its marks replaced.
 *
 * @param origin says, as a comment, where it comes from
 * @throws Error where the page has lost the marks
 */
export function withGeneratedPart(page: string, origin: string, written: string): string {
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`Expected the page to hold ${start} and ${end}.`);
  return `${page.slice(0, from)}${start}\n\n${origin}\n\n${written}\n\n${page.slice(to)}`;
}

/** A Markdown table. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
