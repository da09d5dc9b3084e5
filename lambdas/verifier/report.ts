import type { LogFields } from '../runtime/log.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { VerifierDependencies } from './ports.ts';
import { rotatedAfterSeconds } from './wrong-signatures.ts';

/** One log line and the metrics of one request: ids, codes and sizes, nothing that the caller wrote. */
export function report(
  decision: Decision,
  circumstances: Circumstances,
  deps: Pick<VerifierDependencies, 'log' | 'metrics' | 'clock' | 'wrongSignatures'>,
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
  count(decision, integration, deps);
  metrics.flush();
}

function count(
  decision: Decision,
  integration: string | undefined,
  { metrics, clock, wrongSignatures }: Parameters<typeof report>[2],
): void {
  const wrongForSeconds =
    decision.kind === 'rejected' &&
    decision.reason === 'wrong-signature' &&
    integration !== undefined
      ? wrongSignatures.refused(integration, clock.now())
      : undefined;
  const isRotated = wrongForSeconds !== undefined && wrongForSeconds >= rotatedAfterSeconds;
  metrics.add('RejectedShare', decision.kind === 'rejected' && !isRotated ? 1 : 0, {});
  switch (decision.kind) {
    case 'accepted': {
      const { integration: name } = decision.webhook;
      metrics.add('Accepted', 1, { integration: name });
      if (decision.secret === 'previous') {
        metrics.add('PreviousSecretMatched', 1, { integration: name });
      }
      wrongSignatures.verified(name);
      return;
    }
    case 'handshake':
      return;
    case 'rejected': {
      const { reason } = decision;
      metrics.add('Rejected', 1, { reason });
      if (integration === undefined) return;
      metrics.add('Rejected', 1, { integration, reason });
      if (reason !== 'wrong-signature') return;
      metrics.add('Accepted', 0, { integration });
      if (wrongForSeconds === undefined) return;
      metrics.add('OnlyWrongSignaturesSeconds', wrongForSeconds, {});
      metrics.add('OnlyWrongSignaturesSeconds', wrongForSeconds, { integration });
      return;
    }
    case 'fault':
      metrics.add('VerifierFaults', 1, {});
      metrics.add('VerifierFaults', 1, { reason: decision.reason });
      return;
  }
}
