import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ClientConfig } from './client-config.ts';

/** One structured line of a function's log. */
export interface LogLine {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly functionName: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads the JSON lines that functions log, each once, from a moment on. */
export class LogFollower {
  readonly #client: CloudWatchLogsClient;
  readonly #functionNames: readonly string[];
  readonly #from: number;
  readonly #seen = new Set<string>();

  /** @param from milliseconds since the Unix epoch */
  constructor(config: ClientConfig, functionNames: readonly string[], from: number) {
    this.#client = new CloudWatchLogsClient(config);
    this.#functionNames = functionNames;
    this.#from = from;
  }

  /** Lines that came since the last call, oldest first. */
  async next(): Promise<LogLine[]> {
    const lines = await Promise.all(this.#functionNames.map((name) => this.#linesOf(name)));
    return lines.flat().sort((a, b) => a.at - b.at);
  }

  async #linesOf(functionName: string): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#page(functionName, nextToken);
      for (const { logStreamName = '', timestamp = 0, message = '' } of page?.events ?? []) {
        const fields = parseLine(message);
        // Local endpoints give lines no id of their own.
        const id = `${logStreamName} ${message}`;
        if (this.#seen.has(id) || fields === undefined) continue;
        this.#seen.add(id);
        lines.push({ at: timestamp, functionName, fields });
      }
      nextToken = page?.nextToken;
    } while (nextToken !== undefined);
    return lines;
  }

  async #page(functionName: string, nextToken: string | undefined) {
    try {
      return await this.#client.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${functionName}`,
          startTime: this.#from,
          nextToken,
        }),
      );
    } catch (error) {
      // No line was written yet.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/** Undefined for what the platform or Node itself wrote. */
function parseLine(message: string): Record<string, unknown> | undefined {
  const start = message.indexOf('{');
  if (start === -1) return undefined;
  try {
    return JSON.parse(message.slice(start)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
