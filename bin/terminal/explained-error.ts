/** A failure that a person can act on: what went wrong, why, and what to do next. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError';
  /** One line or a short list: commands to run, settings to change. */
  readonly nextStep: string;
  constructor(message: string, options: { nextStep: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.nextStep = options.nextStep;
  }
}

/** How an error is shown to a person: its message and next step, or everything if it is a surprise. */
export function describeError(error: unknown): string {
  if (error instanceof ExplainedError) {
    return `${error.message}\n${indent(error.nextStep)}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
