import { isDeepStrictEqual } from 'node:util';
import type { StepRecord } from './step-record.ts';
import type { StepStore, UndoPlan } from './step-store.ts';

/** Step records of one process: for what nobody has to remember, for tests, and for trying a handler out. */
export function memoryStepStore(): StepStore {
  const events = new Map<string, Map<string, StepRecord>>();
  const undos = new Map<string, UndoPlan>();
  return {
    async read(event) {
      return { records: [...(events.get(event)?.values() ?? [])], undo: undos.get(event) };
    },
    async write(event, next) {
      const records = events.get(event) ?? new Map<string, StepRecord>();
      events.set(event, records);
      const current = records.get(next.step);
      if (current !== undefined && current.revision !== next.revision - 1) {
        if (isDeepStrictEqual(current, structuredClone(next))) return { kind: 'written' };
        return { kind: 'overtaken', current };
      }
      records.set(next.step, structuredClone(next));
      return { kind: 'written' };
    },
    async writeUndo(event, plan) {
      undos.set(event, structuredClone(plan));
    },
  };
}
