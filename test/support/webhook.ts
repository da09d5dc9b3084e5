import type { Webhook } from '../../lambdas/event/webhook.ts';

/** A webhook with sensible values; a test names only what it is about. */
export function webhook(changes: Partial<Webhook>): Webhook {
  return {
    integration: 'orders',
    provider: 'stripe',
    eventId: 'evt_1',
    type: 'order.paid',
    correlationId: 'c-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    receivedAt: Date.UTC(2026, 0, 1),
    method: 'POST',
    query: '',
    contentType: 'application/json',
    headers: {},
    body: Buffer.from('{"id":"evt_1","type":"order.paid"}'),
    idUnsigned: false,
    ...changes,
  };
}
