import type { LogFields } from '../runtime/log.ts';
import { countDecision, type CountDependencies } from './count-decision.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { VerifierDependencies } from './ports.ts';

/** One log line and the metrics of one request: ids, codes and sizes, nothing that the caller wrote. */
export function report(
  decision: Decision,
  circumstances: Circumstances,
  deps: Pick<VerifierDependencies, 'log'> & CountDependencies,
): void {
  const { log, metrics, clock } = deps;
  const { correlationId, startedAt, bytes, integration, provider } = circumstances;
  const fields: LogFields = {
    correlationId,
    integration,
    provider: provider?.id,
    bytes,
    durationMs: clock.now() - startedAt,
  };
  switch (decision.kind) {
    case 'accepted': {
      const { webhook, secret, bodyIn } = decision;
      const { eventId, type } = webhook;
      log.info('accepted', { ...fields, eventId, type, secret, bodyIn });
      break;
    }
    case 'handshake':
      log.info('handshake', fields);
      break;
    case 'rejected':
      log.warn('rejected', { ...fields, reason: decision.reason });
      break;
    case 'fault':
      log.error('fault', { ...fields, reason: decision.reason, detail: decision.detail });
      break;
  }
  countDecision(decision, integration, deps);
  metrics.flush();
}
