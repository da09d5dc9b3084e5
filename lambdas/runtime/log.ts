/** Values that may stand in a log line. Never a body, a secret, a signature or a header of a provider. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What code inside Breakwater needs of a logger; Powertools' Logger is given this shape at the edge. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** The same log with `fields` in each line; a line's own fields win over them. */
export function logWith(log: Log, fields: LogFields): Log {
  return {
    debug: (message, own) => log.debug(message, { ...fields, ...own }),
    info: (message, own) => log.info(message, { ...fields, ...own }),
    warn: (message, own) => log.warn(message, { ...fields, ...own }),
    error: (message, own) => log.error(message, { ...fields, ...own }),
  };
}
