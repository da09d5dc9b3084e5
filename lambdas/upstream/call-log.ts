import type { LogFields } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
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

  countRequest(upstream, facts, metrics);
}

/** The metrics of one outbound request. */
export function countRequest(
  upstream: string,
  { latencyMs, outcome, retry }: Pick<RequestFacts, 'latencyMs' | 'outcome' | 'retry'>,
  metrics: Metrics,
): void {
  metrics.add('UpstreamLatency', latencyMs, { upstream });
  metrics.add('UpstreamFailedShare', isUpstreamsFault(outcome) ? 1 : 0, { upstream });
  if (retry) metrics.add('UpstreamRetries', 1, { upstream });
  if (outcome !== 'done') metrics.add('UpstreamFailures', 1, { upstream, class: outcome });
}

/** A definite no is an answer, a rate limit a rule of the house; a refused credential has its own alarm. */
function isUpstreamsFault(outcome: string): boolean {
  return outcome === 'not-sent' || outcome === 'unclear' || outcome === 'malformed';
}
