import type { EventRecords, StartedAttempt } from '../../../lambdas/processor/event-records.ts';
import type { SafeError } from '../../../lambdas/processor/outcome.ts';

interface Entry {
  attempts: number;
  runId: string | undefined;
  firstFailedAt: number | undefined;
  firstError: SafeError | undefined;
  notBefore: number | undefined;
}

/** How often each event ran and when it first failed; what no simulation needs is left out. */
export function memoryEventRecords(now: () => number): EventRecords {
  const entries = new Map<string, Entry>();
  const entryOf = (key: string): Entry => {
    const entry = entries.get(key) ?? {
      ...{ attempts: 0, runId: undefined, notBefore: undefined },
      ...{ firstFailedAt: undefined, firstError: undefined },
    };
    entries.set(key, entry);
    return entry;
  };
  return {
    async startAttempt(key, run): Promise<StartedAttempt> {
      const entry = entryOf(key);
      if (entry.runId !== run.id) entry.attempts += 1;
      entry.runId = run.id;
      const { attempts: attempt, firstFailedAt, firstError, notBefore } = entry;
      const seen = { refusedSince: undefined, deadLetters: [] };
      return { attempt, firstFailedAt, firstError, notBefore, ...seen };
    },
    async giveBackAttempt(key, run, { notBefore }) {
      const entry = entryOf(key);
      if (entry.runId !== run.id) return;
      entry.attempts -= 1;
      entry.runId = undefined;
      entry.notBefore = notBefore;
    },
    async recordFailure(key, run, error, notBefore) {
      const entry = entryOf(key);
      if (entry.runId !== run.id) return;
      entry.firstFailedAt ??= now();
      entry.firstError ??= error;
      entry.notBefore = notBefore;
    },
    hasRun: () => Promise.resolve(false),
    async openRun() {
      return undefined;
    },
    async closeAttempts(key) {
      entries.delete(key);
    },
    async deadLetters() {
      return [];
    },
    async recordBody() {
      return { kind: 'first' };
    },
  };
}
