import { fileURLToPath } from 'node:url';
import { z } from 'zod/mini';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { orders } from './orders.ts';

/** Of this file, which is deployed. */
export const module = fileURLToPath(import.meta.url);
export const names = ['orders'];

export function define(name: string, upstreamUrl: string): Integration {
  return orders(name, upstreamUrl, {
    schema: z.object({
      type: z.string(),
      lines: z.optional(z.array(z.object({ price: z.number() }))),
    }),
    totalOf: ({ lines = [] }) => lines.reduce((sum, { price }) => sum + price, 0),
  });
}
