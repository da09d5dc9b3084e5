import { fileURLToPath } from 'node:url';
import { z } from 'zod/mini';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { orders, type Line } from './orders.ts';

/** Of this file, which is deployed. */
export const module = fileURLToPath(import.meta.url);
export const names = ['orders'];

/** Fails on orders without lines, and knows no type of refunds. */
export function define(name: string, upstreamUrl: string): Integration {
  return orders(name, upstreamUrl, {
    schema: z.object({
      type: z.enum(['order.paid', 'order.shipped']),
      lines: z.optional(z.array(z.object({ price: z.number() }))),
    }),
    totalOf: ({ lines }) => (lines as Line[]).reduce((sum, { price }) => sum + price, 0),
  });
}
