/** Text on one line, cut with an ellipsis where it is longer than `most` characters. */
export function fit(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, Math.max(0, most - 1)).trimEnd()}…` : line;
}

/** Characters that fit beside each other on the terminal; plenty where there is none. */
export function terminalWidth(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.isTTY ? stream.columns : 160;
}
