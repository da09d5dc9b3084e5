import {
  defineIntegration,
  type AnyHandledIntegration,
} from '../../lambdas/contract/define-integration.ts';
import { defineUpstream, type BreakerOptions } from '../../lambdas/contract/define-upstream.ts';

export interface SimulatedDefinition {
  readonly name: string;
  /** Names of the upstreams that its events call in turn, one upstream per event. */
  readonly upstreams: readonly string[];
}

export interface DefinitionSettings {
  /** @default that of the product */
  readonly breaker?: BreakerOptions;
  /** @default that of the product */
  readonly maxConcurrency?: number;
  /** @default that of the product */
  readonly whenUpstreamDown?: 'pause' | 'continue';
  /**
   * How a step is prevented from acting twice.
   * @default 'key'
   */
  readonly means?: 'key' | 'lookup' | 'none';
}

export function originOf(upstream: string): string {
  return `https://${upstream}.example`;
}

/** An integration each of whose events has one effect: a contact at one of its upstreams. */
export function simulatedDefinition(
  { name, upstreams }: SimulatedDefinition,
  { breaker, maxConcurrency, whenUpstreamDown, means = 'key' }: DefinitionSettings,
): AnyHandledIntegration {
  const defined = upstreams.map((upstream) =>
    defineUpstream({
      name: upstream,
      baseUrl: originOf(upstream),
      idempotency: means === 'key' ? { header: 'Idempotency-Key' } : means,
      // Probing this upstream with an event could repeat an effect, so it has a probe of its own.
      breaker: { ...(means === 'none' && { probe: '/health' }), ...breaker },
    }),
  );
  return defineIntegration({
    name,
    provider: 'stripe',
    upstreams: Object.fromEntries(defined.map((upstream) => [upstream.name, upstream])),
    ...(whenUpstreamDown !== undefined && { whenUpstreamDown }),
    ...(maxConcurrency !== undefined && { limits: { maxConcurrency } }),
    handle: ({ number }: { readonly number: number }, context) => {
      const upstream = upstreams[number % upstreams.length] ?? '';
      const client = context[upstream as keyof typeof context] as (typeof context)[string];
      return client.post('/contacts', {
        step: 'create-contact',
        json: (reference: string) => ({ integration: name, number, reference }),
        ...(means === 'lookup' && {
          lookup: async (reader, reference) => {
            const found = (await reader.get('/contacts', { query: { reference } })) as unknown[];
            return found[0];
          },
        }),
      });
    },
  });
}
