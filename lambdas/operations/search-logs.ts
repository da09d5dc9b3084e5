import { FilterLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { parseLogLine } from './log-line.ts';
import type { LogLine } from './log-line.ts';

export interface LogSearch {
  readonly functionName: string;
  /** Text that stands in the line. */
  readonly term: string;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly onPage?: () => Promise<void>;
}

/**
 * The lines of a function's log in which a text stands. By `FilterLogEvents` and not by Logs Insights:
 * it costs nothing, sees lines at once, and local endpoints have it too.
 */
export async function searchLogs(
  client: CloudWatchLogsClient,
  { functionName, term, from, onPage }: LogSearch,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  try {
    do {
      await onPage?.();
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${functionName}`,
          filterPattern: `"${term.replace(/[\\"]/g, '\\$&')}"`,
          startTime: Math.max(0, Math.floor(from)),
          nextToken,
        }),
      );
      for (const { message = '', timestamp = 0 } of page.events ?? []) {
        const line = parseLogLine(functionName, message, timestamp);
        if (line !== undefined) lines.push(line);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    // Nothing was ever logged.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return lines;
}
