/** Names and values under each other; what has no value is left out. */
export function formatFacts(facts: Readonly<Record<string, string | undefined>>): string {
  const shown = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown
    .map(([name, value = '']) => {
      const [first = '', ...more] = value.split('\n');
      const rest = more.map((line) => `\n${' '.repeat(width + 2)}${line}`).join('');
      return `${name.padEnd(width)}  ${first}${rest}`;
    })
    .join('\n');
}
