/** Every kind of alarm: the last part of its name, and its section in docs/runbook.md. */
export const alarmKinds = [
  'error-rate',
  'dead-letters',
  'overdue',
  'upstream-error-rate',
  'breaker-open',
  'breaker-open-long',
  'credential-isolated',
  'wrong-secret',
  'rejected-requests',
  'verifier-faults',
  'verifier-latency',
  'requests-throttled',
  'verifier-throttled',
  'governor-silent',
  'mapping-wrong',
  'dead-letters-expiring',
  'held-by-person',
  'processor-crashes',
] as const;

export type AlarmKind = (typeof alarmKinds)[number];
