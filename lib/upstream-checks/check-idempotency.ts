import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import type { FoundProblems } from './found-problems.ts';

const options = ['header', 'jsonField', 'query', 'keyLifetimeHours', 'storesErrors'];

export function checkIdempotency(
  idempotency: UpstreamDefinition['idempotency'],
  found: FoundProblems,
): void {
  if (idempotency === undefined) return;
  if (typeof idempotency !== 'object') {
    return found.oneOf('idempotency', idempotency, ['lookup', 'none']);
  }
  if (!found.object('idempotency', idempotency)) return;
  found.unknown('idempotency.', idempotency, options);
  const places = [idempotency.header, idempotency.jsonField, idempotency.query].filter(Boolean);
  if (places.length !== 1) {
    const expected = 'exactly one of header, jsonField, query: where the key goes';
    found.error('idempotency', expected, idempotency);
  }
  found.headerName('idempotency.header', idempotency.header);
  found.positive('idempotency.keyLifetimeHours', idempotency.keyLifetimeHours);
  const { storesErrors = false } = idempotency;
  if (typeof storesErrors !== 'boolean') {
    found.error('idempotency.storesErrors', 'true or false', storesErrors);
  }
}
