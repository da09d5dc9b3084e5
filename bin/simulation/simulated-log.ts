import type { Log, LogFields } from '../../lambdas/runtime/log.ts';
import type { Journal } from './journal.ts';

/** Fields of a line that tell one run from another. */
const notedFields = ['eventId', 'receiveCount', 'outcome', 'code', 'error', 'errorMessage'];

/** Writes each line into the journal; `counts` is how often each message was logged. */
export function simulatedLog(journal: Journal, counts: Map<string, number>): Log {
  const write =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      counts.set(message, (counts.get(message) ?? 0) + 1);
      const noted = notedFields.map((name) => fields[name] ?? '');
      journal.note([level, message, ...noted].join(' '));
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
