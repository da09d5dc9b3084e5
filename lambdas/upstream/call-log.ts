import type { LogFields } from '../runtime/log.ts';
import type { CallContext } from './call-context.ts';
import type { OutboundCall } from './outbound-call.ts';

/** What one outbound request came to, for its log line and its metrics. */
export interface RequestFacts {
  /** 1 for the first request of the call in this run. */
  readonly request: number;
  /** True where an earlier request of this run or of another asked for the same. */
  readonly retry: boolean;
  readonly latencyMs: number;
  readonly status: number | undefined;
  /** `done`, or the failure. */
  readonly outcome: string;
  readonly code: string | undefined;
  /** Cut and cleaned. */
  readonly detail: string | undefined;
}

/** One line for each outbound request, with what the guide asks for, and the upstream's metrics. */
export function recordRequest(call: OutboundCall, facts: RequestFacts, context: CallContext): void {
  const upstream = call.definition.name;
  const fields: LogFields = {
    upstream,
    endpoint: call.settings.endpoint,
    method: call.method,
    path: call.path,
    status: facts.status,
    latencyMs: Math.round(facts.latencyMs),
    attempt: facts.request,
    run: context.attempt,
    retry: facts.retry,
    idempotencyKey: call.key,
    correlationId: context.webhook.correlationId,
    eventId: context.webhook.eventId,
    step: call.step,
    outcome: facts.outcome,
    code: facts.code,
    detail: facts.detail,
  };
  const { log, metrics } = context;
  if (facts.outcome === 'done') log.info('Upstream call', fields);
  else if (facts.outcome === 'unauthorized') log.error('Upstream call', fields);
  else log.warn('Upstream call', fields);

  metrics.add('UpstreamCalls', 1, 'Count', { upstream });
  metrics.add('UpstreamLatency', facts.latencyMs, 'Milliseconds', { upstream });
  if (facts.retry) metrics.add('UpstreamRetries', 1, 'Count', { upstream });
  if (facts.outcome !== 'done') {
    metrics.add('UpstreamFailures', 1, 'Count', { upstream, class: facts.outcome });
  }
}
