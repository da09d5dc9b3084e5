/** The configuration cannot be deployed; the message says what to mend, and a stack trace adds nothing. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
