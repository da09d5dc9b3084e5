/**
 * The only file that reads `process.env` (a lint rule keeps it so).
 *
 * @throws MissingEnvironmentError if the variable is absent or empty.
 */
export function requiredEnvironment(name: string): string {
  const value = optionalEnvironment(name);
  if (value === undefined) throw new MissingEnvironmentError(name);
  return value;
}

/** The variable's value; undefined where it is absent or empty. */
export function optionalEnvironment(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

export class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';
  constructor(variable: string) {
    super(
      `The environment variable ${variable} is not set. Breakwater's stacks set it on every function ` +
        `that needs it: deploy again, or set it yourself where you run this outside of Lambda.`,
    );
  }
}

/** A copy of the whole environment, for child processes and for what they must not inherit of it. */
export function wholeEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}
