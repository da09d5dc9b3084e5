/** The part of a command's middleware stack that is used here. */
interface MiddlewareStack {
  add(
    middleware: (next: Next) => Next,
    options: { step: 'deserialize'; name: string; override: true },
  ): void;
}
type Next = (request: never) => Promise<{ response: unknown }>;

/**
 * Reads the time of the service that answers a command: its Date header, to the second.
 *
 * @returns to be asked when the command was answered; this machine's own time where no header came
 */
export function rememberServerTime(stack: unknown): () => number {
  let answeredAt: number | undefined;
  (stack as MiddlewareStack).add(
    (next) => async (request) => {
      const result = await next(request);
      const { headers = {} } = result.response as { headers?: Record<string, string | undefined> };
      const date = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(date)) answeredAt = date;
      return result;
    },
    { step: 'deserialize', name: 'rememberServerTime', override: true },
  );
  return () => answeredAt ?? Date.now();
}
