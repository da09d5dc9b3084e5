import { describe, expect, it } from '@jest/globals';
import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import type { LogLine } from '../../../lambdas/operations/log-line.ts';
import { traceOf } from '../../../lambdas/operations/trace.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';

const start = Date.UTC(2026, 0, 1);

const step: StepRecord = {
  ...{ step: 'create-contact', upstream: 'crm', state: 'started', generation: 1, key: 'k' },
  ...{ fingerprint: 'f', runId: 'r', revision: 1, requests: 1, doubtful: true },
  ...{ firstSentAt: start + 500, lastSentUntil: start + 30_500 },
};

/** Records of a run that was killed during its first call. */
const killed: EventDossier = {
  ...{
    integration: 'orders',
    eventId: 'evt_1',
    state: 'open',
    ignored: false,
    result: undefined,
    attempts: 1,
  },
  ...{ startedAt: start, notBefore: undefined, firstError: undefined, lastError: undefined },
  ...{ deadLetters: [], steps: [step], undo: undefined },
};

function line(atMs: number, fields: Record<string, unknown>): LogLine {
  const all = { integration: 'orders', eventId: 'evt_1', correlationId: 'c-1', ...fields };
  return { at: start + atMs, functionName: 'f', fields: all };
}

const call = line(900, {
  ...{ message: 'Upstream call', upstream: 'crm', method: 'POST', path: '/contacts' },
  ...{ status: 200, latencyMs: 80, step: 'create-contact', outcome: 'done' },
});
const retried = line(1_000, {
  ...{ message: 'Event retry', outcome: 'retry', attempt: 1, durationMs: 1_000 },
  comesBackAt: '2026-01-01T00:00:10.000Z',
});

const told = (dossier: EventDossier, lines: readonly LogLine[] = []) =>
  traceOf({ integration: 'orders', eventId: 'evt_1', lines, dossier, letters: [] }).entries.map(
    ({ what, summary }) => `${what}: ${summary}`,
  );

describe('the trace of a run that was killed', () => {
  it('shows the attempt and the step that it had recorded', () => {
    expect(told(killed)).toEqual([
      'attempt: number 1 begins; it logged no outcome: its environment was killed, or its log was lost',
      'upstream-call: crm: step create-contact was recorded before its request, and is without a recorded response',
    ]);
  });

  it('shows a call from the log once, next to the attempt that logged no outcome', () => {
    expect(told({ ...killed, steps: [{ ...step, state: 'completed' }] }, [call])).toEqual([
      'attempt: number 1 begins; it logged no outcome: its environment was killed, or its log was lost',
      'upstream-call: crm: POST /contacts → 200, 80 ms, step create-contact',
    ]);
  });

  it('says that it may still run while its lease has not expired', () => {
    expect(told({ ...killed, state: 'running', steps: [] })).toEqual([
      'attempt: number 1 begins; it is still running, or was killed and its lease has not expired',
    ]);
  });

  it('adds nothing if the log is complete', () => {
    expect(told(killed, [call, retried]).map((entry) => entry.split(':', 1)[0])).toEqual([
      'attempt',
      'upstream-call',
      'outcome',
    ]);
    expect(told({ ...killed, state: 'done', steps: [] })).toEqual([]);
  });
});
