import { describe, expect, it } from '@jest/globals';
import integration from '../../../lambdas/integrations/stripe-orders/index.ts';
import sampleEvent from '../../../lambdas/integrations/stripe-orders/sample-event.json' with { type: 'json' };
import { runIntegration } from '../../support/run-integration.ts';
import { acts, refuses, type Reaction } from '../../support/upstream-server.ts';

const takesAll = acts({ id: 'contact-1' });

/** The mailer says that this mail will never do. */
const refusesMails: Reaction = (exchange) => {
  const isMail = exchange.request.url.startsWith('/mailer/messages');
  return (isMail ? refuses(422) : takesAll)(exchange);
};

function lines(calls: readonly { method: string; url: string }[]): string[] {
  return calls.map(({ method, url }) => `${method} ${url}`);
}

describe('stripe-orders', () => {
  it('makes one contact and sends one mail, however often the event runs', async () => {
    const { calls, results } = await runIntegration(integration, sampleEvent, {
      runs: 3,
      upstream: takesAll,
    });

    expect(lines(calls)).toEqual(['POST /crm/contacts', 'POST /mailer/messages']);
    expect(results).toEqual(Array(3).fill({ contactId: 'contact-1' }));
  });

  it('ignores a refund: no contact, no mail', async () => {
    const { calls, isIgnored } = await runIntegration(integration, sampleEvent, {
      type: 'charge.refunded',
    });

    expect(isIgnored).toBe(true);
    expect(calls).toEqual([]);
  });

  it('takes the contact back when the mail is refused for good', async () => {
    const run = await runIntegration(integration, sampleEvent, { upstream: refusesMails });

    expect(run.error).toMatchObject({ failure: 'rejected', step: 'thank-you-mail' });
    expect(lines(run.calls).at(-1)).toBe('DELETE /crm/contacts/contact-1');
  });

  it('takes no payload of another shape', async () => {
    const { error, calls } = await runIntegration(integration, {
      id: 'evt_2',
      type: 'payment_intent.succeeded',
    });

    expect(error).toMatchObject({ reason: 'payload-mismatch' });
    expect(calls).toEqual([]);
  });
});
