import { z } from 'zod/mini';
import { defineIntegration } from '../../contract/define-integration.ts';
import { crm } from './crm.ts';
import { mailer } from './mailer.ts';

/** What the handler relies on of a `payment_intent.succeeded`. */
const PaymentSucceeded = z.object({
  data: z.object({
    object: z.object({
      id: z.string(),
      amount: z.number(),
      currency: z.string(),
      receipt_email: z.string(),
    }),
  }),
});

const Contact = z.object({ id: z.string() });
const Messages = z.array(z.object({ id: z.string() }));

/** A sample to learn from: each payment makes a customer known and thanks them, once each. */
export default defineIntegration({
  name: 'stripe-orders',
  provider: 'stripe',
  types: ['payment_intent.succeeded'],
  upstreams: { crm, mailer },
  event: PaymentSucceeded,
  async handle(event, { crm, mailer, log }) {
    const { id: payment, amount, currency, receipt_email: email } = event.data.object;
    const contact = await crm.post('/contacts', {
      step: 'create-contact',
      json: { email, payment, amount, currency },
      response: Contact,
      // Taken back if a later step is refused for good.
      undo: ({ id }) => ({ method: 'DELETE', path: '/contacts/{id}', params: { id } }),
    });
    await mailer.post('/messages', {
      step: 'thank-you-mail',
      json: (key: string) => ({ to: email, template: 'thank-you', reference: key }),
      expect: 'nothing',
      async lookup(upstream, key) {
        const query = { reference: key };
        const sent = await upstream.get('/messages', { query, response: Messages });
        return sent.at(0);
      },
    });
    log.info('Order taken', { contact: contact.id });
    return { contactId: contact.id };
  },
});
