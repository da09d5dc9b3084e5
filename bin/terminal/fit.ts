/**
 * Text on one line. On a terminal it is cut with an ellipsis if it is longer than `most` characters; in a pipe or a
 * file it stays whole, because the reader cannot make it wider.
 */
export function fit(
  text: string,
  most: number,
  stream: { readonly isTTY?: boolean } = process.stdout,
): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (stream.isTTY !== true) return line;
  return line.length > most ? `${line.slice(0, Math.max(0, most - 1)).trimEnd()}…` : line;
}

/** Width of the terminal in characters; Infinity without a terminal. */
export function terminalWidth(
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : Infinity;
}
