/** Options as somebody types them: `--integration orders --yes`. */
export function optionWords(
  options: Readonly<Record<string, string | boolean | undefined>>,
): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? `--${name}` : `--${name} ${quoted(String(value))}`))
    .join(' ');
}

/** As a POSIX shell takes it. */
export function quoted(text: string): string {
  return /^[\w.:@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
