import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseLogLine } from '../../lambdas/operations/log-line.ts';
import type { LogLine } from '../../lambdas/operations/log-line.ts';
import type { ClientConfig } from './client-config.ts';

export type { LogLine };

/** CloudWatch shows a line some seconds late, and not always in order. */
const lateMs = 30_000;

/** Reads the JSON lines that functions log, each once, from a moment on. */
export class LogFollower {
  readonly #client: CloudWatchLogsClient;
  readonly #functionNames: readonly string[];
  readonly #from: number;
  /** Lines of the last moments, with the time that CloudWatch gives them. */
  readonly #seen = new Map<string, number>();
  #newestAt = 0;

  /** @param from milliseconds since the Unix epoch */
  constructor(config: ClientConfig, functionNames: readonly string[], from: number) {
    this.#client = new CloudWatchLogsClient(config);
    this.#functionNames = functionNames;
    this.#from = from;
  }

  /** Lines that came since the last call, oldest first. */
  async next(): Promise<LogLine[]> {
    const startTime = Math.max(this.#from, this.#newestAt - lateMs);
    const lines = await Promise.all(
      this.#functionNames.map((name) => this.#linesOf(name, startTime)),
    );
    for (const [id, writtenAt] of this.#seen) {
      if (writtenAt < this.#newestAt - lateMs) this.#seen.delete(id);
    }
    return lines.flat().sort((a, b) => a.at - b.at);
  }

  async #linesOf(functionName: string, startTime: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#page(functionName, startTime, nextToken);
      for (const { logStreamName = '', timestamp = 0, message = '' } of page?.events ?? []) {
        const line = parseLogLine(functionName, message, timestamp);
        // Local endpoints give lines no id of their own.
        const id = `${logStreamName} ${message}`;
        if (this.#seen.has(id) || line === undefined) continue;
        this.#seen.set(id, timestamp);
        this.#newestAt = Math.max(this.#newestAt, timestamp);
        lines.push(line);
      }
      nextToken = page?.nextToken;
    } while (nextToken !== undefined);
    return lines;
  }

  async #page(functionName: string, startTime: number, nextToken: string | undefined) {
    try {
      return await this.#client.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${functionName}`,
          startTime,
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
