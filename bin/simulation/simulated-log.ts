import type { Log, LogFields } from '../../lambdas/runtime/log.ts';
import type { Journal } from './journal.ts';

/** Writes each line into the journal; `counts` is how often each message was logged. */
export function simulatedLog(journal: Journal, counts: Map<string, number>): Log {
  const write =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      const { eventId = '', outcome = '', code = '', error = '', errorMessage = '' } = fields;
      counts.set(message, (counts.get(message) ?? 0) + 1);
      journal.note([level, message, eventId, outcome, code, error, errorMessage].join(' '));
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
