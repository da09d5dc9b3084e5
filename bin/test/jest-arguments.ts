/** Jest's options that take every following word as another project. */
const projectOptions = ['--selectProjects', '--ignoreProjects'];

/**
 * Arguments in the order that Jest needs. Jest reads `--selectProjects unit test/unit/x` as two projects, does not
 * find the second one, and runs everything in `unit`; paths therefore go before the options.
 *
 * @param words as the user typed them
 * @param projects names of all projects
 */
export function jestArguments(
  words: readonly string[],
  projects: readonly string[],
): readonly string[] {
  const paths: string[] = [];
  const rest: string[] = [];
  let listing = false;
  let named = 0;
  for (const word of words) {
    if (word.startsWith('-')) {
      const [option = '', ...value] = word.split('=');
      listing = projectOptions.includes(option);
      named = value.length;
      rest.push(word);
    } else if (listing && named > 0 && !projects.includes(word)) {
      paths.push(word);
    } else {
      named += 1;
      rest.push(word);
    }
  }
  return [...paths, ...rest];
}
