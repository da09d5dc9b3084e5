import { z } from 'zod/mini';
import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { demoLimits } from './demo-limits.ts';

/** What the handler needs of a `payment_intent.succeeded`. */
const PaymentSucceeded = z.object({
  id: z.string(),
  data: z.object({
    object: z.object({ id: z.string(), amount: z.number(), currency: z.string() }),
  }),
});

const Order = z.object({ id: z.string() });

/** A handler with an upstream: each payment becomes one order in the shop. */
export function stripeOrders(upstreamUrl: string): Integration {
  const shop = defineUpstream({
    name: 'shop',
    baseUrl: `${upstreamUrl}/stripe-orders`,
    idempotency: { header: 'Idempotency-Key' },
  });
  return defineIntegration({
    name: 'stripe-orders',
    provider: 'stripe',
    types: ['payment_intent.succeeded'],
    upstreams: { shop },
    event: PaymentSucceeded,
    limits: demoLimits,
    async handle(event, { shop, log }) {
      const { id: payment, amount, currency } = event.data.object;
      const order = await shop.post('/orders', {
        step: 'create-order',
        json: { event: event.id, payment, amount, currency },
        response: Order,
      });
      log.info('Order created', { order: order.id });
      return { orderId: order.id };
    },
  });
}
