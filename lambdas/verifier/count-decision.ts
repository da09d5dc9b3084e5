import type { Decision } from './decision.ts';
import type { VerifierDependencies } from './ports.ts';
import { rotatedAfterSeconds } from './wrong-signatures.ts';

export type CountDependencies = Pick<VerifierDependencies, 'metrics' | 'clock' | 'wrongSignatures'>;

/** The metrics of one request. @param integration undefined where the URL names none that exists */
export function countDecision(
  decision: Decision,
  integration: string | undefined,
  { metrics, clock, wrongSignatures }: CountDependencies,
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
      if (wrongSignatures.verified(name, clock.now(), decision.secretSince)) {
        addWrongFor(metrics, 0, name);
      }
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
      addWrongFor(metrics, wrongForSeconds, integration);
      return;
    }
    case 'fault':
      metrics.add('VerifierFaults', 1, {});
      metrics.add('VerifierFaults', 1, { reason: decision.reason });
      return;
  }
}

function addWrongFor(
  metrics: CountDependencies['metrics'],
  seconds: number,
  integration: string,
): void {
  metrics.add('OnlyWrongSignaturesSeconds', seconds, {});
  metrics.add('OnlyWrongSignaturesSeconds', seconds, { integration });
}
