/** One structured line of a function's log. */
export interface LogLine {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly functionName: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a line as CloudWatch Logs has it. Its own time is better than the one that CloudWatch gives: some
 * endpoints write a whole invocation's lines at its end.
 *
 * @param writtenAt milliseconds since the Unix epoch
 * @returns undefined for what the platform or Node itself wrote
 */
export function parseLogLine(
  functionName: string,
  message: string,
  writtenAt: number,
): LogLine | undefined {
  const start = message.indexOf('{');
  if (start === -1) return undefined;
  try {
    const fields = JSON.parse(message.slice(start)) as Record<string, unknown>;
    const at = Date.parse(String(fields['timestamp']));
    return { at: Number.isNaN(at) ? writtenAt : at, functionName, fields };
  } catch {
    return undefined;
  }
}
