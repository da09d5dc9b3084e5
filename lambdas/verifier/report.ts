import type { LogFields } from '../runtime/log.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { VerifierDependencies } from './ports.ts';

/** One log line and the metrics of one request: ids, codes and sizes, nothing that the caller wrote. */
export function report(
  decision: Decision,
  circumstances: Circumstances,
  { log, metrics, clock }: Pick<VerifierDependencies, 'log' | 'metrics' | 'clock'>,
): void {
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
      const dimensions = { integration: webhook.integration };
      metrics.add('Accepted', 1, 'Count', dimensions);
      metrics.add('SecretMatched', 1, 'Count', { ...dimensions, secret });
      const { eventId, type } = webhook;
      log.info('accepted', { ...fields, eventId, type, secret, bodyIn });
      break;
    }
    case 'handshake':
      log.info('handshake', fields);
      break;
    case 'rejected':
      metrics.add('Rejected', 1, 'Count', { reason: decision.reason });
      log.warn('rejected', { ...fields, reason: decision.reason });
      break;
    case 'fault':
      metrics.add('VerifierFaults');
      log.error('fault', { ...fields, reason: decision.reason, detail: decision.detail });
      break;
  }
  metrics.flush();
}
