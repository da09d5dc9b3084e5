import {
  UpstreamError,
  type Disposition,
  type UpstreamFailure,
} from '../contract/upstream-error.ts';
import type { OutboundCall } from './outbound-call.ts';
import type { RequestFailure } from './send.ts';
import type { StepFailure, StepRecord } from './step-record.ts';

/** What went wrong. What the upstream said is the error's `detail`, not part of its message. */
const inWords: Readonly<Record<UpstreamFailure, string>> = {
  'not-sent': 'was not reached',
  busy: 'asked to come back later',
  unclear: 'did not say whether it acted',
  rejected: 'said no for good',
  unauthorized: 'does not accept the credential',
  forbidden: 'forbids it',
  malformed: 'gave an answer that cannot be read',
  'held-back': 'is being left alone',
};

/** The error of a call that failed. */
export function failedCall(
  call: OutboundCall,
  failed: RequestFailure,
  disposition: Disposition,
): UpstreamError {
  const { definition, method, path, step } = call;
  const stepName = step === undefined ? '' : `, step "${step}"`;
  // What is said of our own secret is our own; of everything else, only the code is.
  const uncalled = failed.code === 'NO_CREDENTIAL';
  const what = uncalled
    ? 'was not called, because there is no credential for it'
    : isOutOfTime(failed)
      ? 'was not called, because its run has too little time left'
      : inWords[failed.failure];
  const message = `${definition.name} ${what}: ${method} ${path} (${failed.code}${stepName}).`;
  const advice = uncalled ? ` ${failed.detail}` : hint(disposition, call);
  return new UpstreamError(message + advice, {
    upstream: definition.name,
    endpoint: call.settings.endpoint,
    step,
    failure: failed.failure,
    status: failed.status,
    disposition,
    userMessage: userMessage(call, failed.failure, disposition),
    detail: failed.detail,
  });
}

function isOutOfTime({ failure, code }: RequestFailure): boolean {
  return failure === 'not-sent' && code === 'NO_TIME_LEFT';
}

/** It may or may not have happened, and nothing but a person can tell. */
export function stuckStep(call: OutboundCall, record: StepRecord): UpstreamError {
  const {
    kind,
    status,
    code = 'NO_RECORD_OF_AN_ANSWER',
    detail = '',
  }: StepFailure = record.failure ?? {
    kind: 'unclear',
  };
  const failed = { failure: kind, status, retryAfterMs: undefined, code, detail };
  return failedCall(call, failed, { kind: 'dead-letter', reason: 'outcome-unknown' });
}

export function tooEarlyToKnow(call: OutboundCall, until: number): UpstreamError {
  return failedCall(call, notNow('SETTLING'), { kind: 'park', until, cause: 'settling' });
}

/** A completed step whose result is needed and not to be had. */
export function unreadableStep(call: OutboundCall, detail: string): UpstreamError {
  const failed = { ...notNow('RESULT_UNREADABLE'), failure: 'malformed' as const, detail };
  return failedCall(call, failed, { kind: 'dead-letter', reason: 'step-unreadable' });
}

/** What a person says that a step answered is not what the handler expects of it. */
export function wordMismatch(
  call: OutboundCall,
  {
    eventId,
    by,
    problem,
  }: { readonly eventId: string; readonly by: string; readonly problem: string },
): UpstreamError {
  const { definition, settings, step, method, path } = call;
  const disposition = { kind: 'dead-letter', reason: 'step-unreadable' } as const;
  return new UpstreamError(
    `${by} says that step "${step}" happened at ${definition.name} (${method} ${path}), but the result they ` +
      `gave is not what \`response\` expects: ${problem.slice(0, 200)}. Say it again: npm run breakwater -- dlq replay ` +
      `${eventId} --resolve done --step ${step} --result '<json>' --yes`,
    {
      upstream: definition.name,
      endpoint: settings.endpoint,
      step,
      failure: 'malformed',
      status: undefined,
      disposition,
      userMessage: userMessage(call, 'malformed', disposition),
      detail: problem,
    },
  );
}

function notNow(code: string): RequestFailure {
  return { failure: 'held-back', status: undefined, retryAfterMs: undefined, code, detail: '' };
}

function hint(disposition: Disposition, call: OutboundCall): string {
  if (disposition.kind !== 'dead-letter') return '';
  switch (disposition.reason) {
    case 'outcome-unknown':
      return (
        ` Whether it happened is unknown. Look it up at ${call.definition.name} and decide; a \`lookup\`, ` +
        'an idempotency key, or `repeatable: true` where repeating does no harm, decides next time.'
      );
    case 'step-unreadable':
      return ' The step is done; its recorded result is too big to have been kept, or `response` has changed since.';
    default:
      return '';
  }
}

function userMessage(
  call: OutboundCall,
  failure: UpstreamFailure,
  disposition: Disposition,
): string {
  const label = call.definition.label ?? call.definition.name;
  const unknown = disposition.kind === 'dead-letter' && disposition.reason === 'outcome-unknown';
  if (unknown) return `${label} has not confirmed this yet. We are looking into it.`;
  if (failure === 'rejected') return `${label} did not accept this.`;
  if (failure === 'forbidden') return `${label} does not permit this.`;
  return `${label} is temporarily unavailable. Please try again in a moment.`;
}
