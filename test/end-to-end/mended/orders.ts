import type { z } from 'zod/mini';
import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';

export interface Line {
  readonly price: number;
}

interface OrderEvent {
  readonly type: string;
  readonly lines?: readonly Line[] | undefined;
}

/** One order, one entry in the ledger: what differs between the versions is what they take for granted. */
export function orders(
  name: string,
  upstreamUrl: string,
  version: {
    readonly schema: z.ZodMiniType<OrderEvent>;
    readonly totalOf: (event: OrderEvent) => number;
  },
): Integration {
  const ledger = defineUpstream({
    name: 'ledger',
    baseUrl: `${upstreamUrl}/${name}`,
    idempotency: { header: 'Idempotency-Key' },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { ledger },
    event: version.schema,
    // Its bug is one that no retry mends: one attempt keeps the test short.
    limits: { timeoutSeconds: 30, maxAttempts: 1 },
    async handle(event, { ledger, webhook }) {
      const total = version.totalOf(event);
      await ledger.post('/entries', {
        step: 'enter',
        json: { event: webhook.eventId, type: event.type, total },
        expect: 'nothing',
      });
    },
  });
}
