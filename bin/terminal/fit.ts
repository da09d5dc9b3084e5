/**
 * Text on one line. On a terminal it is cut with an ellipsis where it is longer than `most` characters;
 * what goes to a pipe or a file is whole, because a reader cannot widen it.
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

/** Characters that fit beside each other on the terminal; Infinity where there is none. */
export function terminalWidth(
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : Infinity;
}
