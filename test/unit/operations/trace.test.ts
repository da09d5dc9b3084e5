import { describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '../../../lambdas/dead-letters/dead-letter.ts';
import { parseLogLine } from '../../../lambdas/operations/log-line.ts';
import type { LogLine } from '../../../lambdas/operations/log-line.ts';
import { tailLine } from '../../../bin/stage/tail-line.ts';
import { traceText } from '../../../bin/operator/trace-text.ts';
import { traceOf, type Trace } from '../../../lambdas/operations/trace.ts';

const start = Date.UTC(2026, 0, 1);

function line(atMs: number, fields: Record<string, unknown>): LogLine {
  const all = { integration: 'orders', eventId: 'evt_1', correlationId: 'c-1', ...fields };
  return { at: start + atMs, functionName: 'f', fields: all };
}

const accepted = line(400, {
  service: 'verifier',
  message: 'accepted',
  bytes: 12,
  provider: 'stripe',
  secret: 'current',
  bodyIn: 'queue',
  durationMs: 400,
});
const call = line(900, {
  message: 'Upstream call',
  upstream: 'crm',
  method: 'POST',
  path: '/contacts',
  status: 503,
  latencyMs: 80,
  step: 'create-contact',
  outcome: 'busy',
});
const died = line(1_000, {
  message: 'Event dead-letter',
  outcome: 'dead-letter',
  attempt: 5,
  durationMs: 200,
  reason: 'attempts-exhausted',
  errorName: 'UpstreamError',
  errorMessage: 'crm asked to come back later',
});

const letter: DeadLetter = {
  integration: 'orders',
  id: 'd1',
  reason: 'attempts-exhausted',
  attempts: 5,
  firstError: 'UpstreamError: first',
  lastError: 'UpstreamError: last',
  firstStack: '',
  lastStack: '',
  upstream: 'crm',
  deadAt: start + 1_000,
  lostAt: start + 1_000,
  eventId: 'evt_1',
  type: 'order.paid',
  correlationId: 'c-1',
  provider: 'stripe',
  receivedAt: start,
  copies: ['m-1'],
  movedOut: [],
  replays: 1,
  cameBack: 0,
  doneAt: undefined,
  resolved: false,
  lastOperation: undefined,
  history: [{ at: start + 60_000, what: 'replayed', operation: 'o', by: 'ada', why: 'mended' }],
};

const nothing = {
  integration: 'orders',
  eventId: 'evt_1',
  dossier: undefined,
  letters: [],
  lines: [],
};

describe('the life of an event', () => {
  it('is told in order, from its arrival to what people did', () => {
    const trace = traceOf({ ...nothing, lines: [died, accepted, call], letters: [letter] });
    expect(trace.entries.map(({ what }) => what)).toEqual([
      'received',
      'verified',
      'stored',
      'attempt',
      'upstream-call',
      'dead-lettered',
      'replayed',
    ]);
    expect(trace.entries.map(({ at }) => Date.parse(at) - start)).toEqual([
      0, 400, 400, 800, 900, 1_000, 60_000,
    ]);
    expect(trace.entries.map(({ summary }) => summary)).toEqual([
      '12 bytes from stripe',
      'signed with the current secret',
      'in the queue',
      'number 5 begins',
      'crm: POST /contacts → 503 busy, 80 ms, step create-contact',
      'attempts-exhausted: UpstreamError: crm asked to come back later',
      'by ada: mended',
    ]);
    expect(trace.correlationIds).toEqual(['c-1']);
  });

  it('says that an event was ignored, and why', () => {
    const fields = {
      message: 'Event done',
      outcome: 'done',
      ignored: true,
      type: 'charge.refunded',
    };
    const ignored = { ...call, fields: { service: 'processor', ...fields } };
    const { entries } = traceOf({ ...nothing, lines: [ignored] });
    expect(entries.map(({ summary }) => summary)).toEqual([
      'done: ignored, because `types` does not list charge.refunded',
    ]);
    expect(tailLine(ignored)).toContain('ignored: type charge.refunded');
  });

  it.each([
    [{ status: 200, outcome: 'done' }, '→ 200, 80 ms'],
    [
      {
        status: 200,
        outcome: 'malformed',
        code: 'NOT_JSON',
        detail: 'text/html, begins with "<html>"',
      },
      '→ 200 malformed (NOT_JSON), 80 ms, text/html, begins with "<html>"',
    ],
    [
      {
        status: 422,
        outcome: 'rejected',
        code: 'HTTP_422',
        detail: '{"error":"currency missing"}',
      },
      '→ 422 rejected, 80 ms, {"error":"currency missing"}',
    ],
    [
      { outcome: 'not-sent', code: 'ECONNREFUSED', detail: 'connect ECONNREFUSED' },
      '→ not-sent (ECONNREFUSED), 80 ms, connect ECONNREFUSED',
    ],
  ])('shows what an upstream call came to: %j', (fields, expected) => {
    const { step: _, outcome: _outcome, status: _status, ...plain } = call.fields;
    const [entry] = traceOf({ ...nothing, lines: [line(900, { ...plain, ...fields })] }).entries;
    expect(entry?.summary).toBe(`crm: POST /contacts ${expected}`);
  });

  it('is told by the records where the log has forgotten it', () => {
    const trace = traceOf({ ...nothing, letters: [letter] });
    expect(trace.entries.map(({ what }) => what)).toEqual(['dead-lettered', 'replayed']);
  });

  it('is told by the records as far as the log has forgotten it, and nothing is told twice', () => {
    const hour = 3_600_000;
    const again = {
      ...letter,
      deadAt: start + 2 * hour,
      reason: 'receive-limit',
      doneAt: start + 3 * hour,
    } as const;
    const trace = traceOf({ ...nothing, lines: [accepted, died], letters: [again] });
    expect(trace.entries.map(({ what, summary }) => `${what}: ${summary}`).slice(3)).toEqual([
      'attempt: number 5 begins',
      'dead-lettered: attempts-exhausted: UpstreamError: crm asked to come back later',
      'replayed: by ada: mended',
      'dead-lettered: receive-limit: UpstreamError: last',
      'outcome: done',
    ]);
    const done = line(3 * hour, {
      message: 'Event done',
      outcome: 'done',
      attempt: 1,
      durationMs: 1,
    });
    const logged = traceOf({ ...nothing, lines: [done], letters: [again] });
    expect(logged.entries.filter(({ summary }) => summary === 'done')).toHaveLength(1);
  });

  it('names every webhook that the event came with', () => {
    const again = line(2_000, { ...accepted.fields, correlationId: 'c-2' });
    expect(traceOf({ ...nothing, lines: [accepted, again] }).correlationIds).toEqual([
      'c-1',
      'c-2',
    ]);
  });

  it('ends where the event is', () => {
    const done = {
      integration: 'orders',
      eventId: 'evt_1',
      state: 'done',
      ignored: false,
      result: null,
      attempts: 1,
      startedAt: start,
      notBefore: undefined,
      firstError: undefined,
      lastError: undefined,
      deadLetters: [],
      steps: [],
      undo: undefined,
    } as const;
    const open = { ...done, state: 'open' } as const;
    const gone = { ...letter, copies: [] };
    const discarded = {
      ...gone,
      history: [{ ...letter.history[0], what: 'discarded' } as (typeof letter.history)[number]],
    };
    const stateOf = (changes: Partial<Parameters<typeof traceOf>[0]>) =>
      traceOf({ ...nothing, ...changes }).state;
    expect([
      stateOf({}),
      stateOf({ dossier: open }),
      stateOf({ dossier: { ...done, state: 'running' } }),
      stateOf({ dossier: open, letters: [letter] }),
      stateOf({ dossier: open, letters: [gone] }),
      stateOf({ dossier: open, letters: [discarded] }),
      stateOf({ dossier: done, letters: [letter] }),
    ]).toEqual(['unknown', 'waiting', 'running', 'dead-letter', 'waiting', 'discarded', 'done']);
    const [running, waiting] = [
      { ...done, state: 'running', leaseEndsAt: start + 90_000 } as const,
      { ...open, notBefore: start + 60_000 },
    ].map((dossier) => traceOf({ ...nothing, dossier }));
    expect([running?.until, waiting?.until]).toEqual([
      '2026-01-01T00:01:30.000Z',
      '2026-01-01T00:01:00.000Z',
    ]);
    expect(traceText(waiting as Trace)).toContain('evt_1 of orders: waiting in its queue, due at ');
    expect(traceText(running as Trace)).toContain('if its run died, the event comes back after ');
  });
});

describe('a log line', () => {
  it('keeps its own time where CloudWatch has a later one', () => {
    const text = '{"level":"INFO","timestamp":"2026-01-01T00:00:01.500Z"}';
    expect(parseLogLine('f', text, start + 9_000)?.at).toBe(start + 1_500);
    expect(parseLogLine('f', '2026-01-01 INFO {"a":1}', start)?.fields).toEqual({ a: 1 });
  });

  it('is none where the platform wrote it', () => {
    expect(parseLogLine('f', 'START RequestId: 1', start)).toBeUndefined();
    expect(parseLogLine('f', 'warning: {braces}', start)).toBeUndefined();
  });
});
