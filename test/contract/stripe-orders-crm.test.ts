import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import stripeOrders from '../../lambdas/integrations/stripe-orders/index.ts';
import { crm } from '../../lambdas/integrations/stripe-orders/crm.ts';
import sample from '../../lambdas/integrations/stripe-orders/sample-event.json' with { type: 'json' };
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import {
  contract,
  contractCredentials,
  like,
  regex,
  uuid,
  verifyContract,
} from '../support/pact.ts';
import { callContext } from '../support/upstream-context.ts';
import { acts, refuses, startUpstream, type Reaction } from '../support/upstream-server.ts';
import { webhook } from '../support/webhook.ts';

/**
 * Copy this for an API of yours, as docs/upstream-calls.md tells: the first test runs the handler against
 * a stand-in that Pact makes, and writes down what the handler relies on. The others replay that against the
 * provider: here against small ones of our own, at yours against the real one.
 */
describe('What stripe-orders relies on at the CRM', () => {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-pact-'));
  const file = join(directory, 'stripe-orders-crm.json');
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is that a contact is made once for each key, and answered with its id', async () => {
    const { receipt_email: email, id: payment, amount, currency } = sample.data.object;
    const mailer = await startUpstream(acts());
    try {
      await contract('stripe-orders', 'crm', directory)
        .addInteraction()
        .uponReceiving('a customer who has paid')
        .withRequest('POST', '/contacts', (request) => {
          request
            .headers({
              'Content-Type': 'application/json',
              Authorization: regex('^Bearer .+$', 'Bearer contract'),
              'Idempotency-Key': uuid('5f0c1d3e-0000-8000-8000-000000000000'),
              'X-Correlation-Id': like('c-1'),
            })
            .jsonBody(like({ email, payment, amount, currency }));
        })
        .willRespondWith(201, (response) => {
          response
            .headers({ 'Content-Type': 'application/json' })
            .jsonBody({ id: like('contact-7') });
        })
        .executeTest(async ({ url }) => {
          const upstreams = stripeOrders.upstreams;
          if (upstreams === undefined) throw new Error('The sample has upstreams.');
          const context = callContext({ credentials: contractCredentials });
          const run = runHandle(
            {
              ...stripeOrders,
              upstreams: {
                crm: { ...crm, baseUrl: url },
                mailer: { ...upstreams.mailer, baseUrl: mailer.url },
              },
            },
            context,
          );
          const sent = webhook({ type: sample.type, body: Buffer.from(JSON.stringify(sample)) });
          await expect(run(sent, context.run as never, 1)).resolves.toEqual({
            contactId: 'contact-7',
          });
          context.end();
        });
    } finally {
      await mailer.close();
    }
  });

  it('is kept to by a CRM that does so', async () => {
    await expect(verifyContract(file, 'crm', contactMade({ id: 'c-42' }))).resolves.toBeUndefined();
  });

  it('is kept to by a CRM at a URL, as the real one has', async () => {
    const provider = await startUpstream(contactMade({ id: 'c-42' }));
    try {
      await expect(verifyContract(file, 'crm', new URL(provider.url))).resolves.toBeUndefined();
      expect(provider.requests).toMatchObject([
        { method: 'POST', url: '/contacts', headers: { 'idempotency-key': expect.any(String) } },
      ]);
    } finally {
      await provider.close();
    }
  });

  it.each<[string, Reaction, RegExp]>([
    ['answers with a number as id', contactMade({ id: 42 }), /Expected 42 \(Integer\)/],
    ['calls the id something else', contactMade({ contactId: 'c-42' }), /missing .* keys: id/],
    ['does not take such a customer any more', refuses(422), /expected 201 but was 422/],
  ])('is broken by a CRM that %s', async (_, reaction, mismatch) => {
    await expect(verifyContract(file, 'crm', reaction)).rejects.toThrow(mismatch);
  });
});

function contactMade(body: unknown): Reaction {
  return acts(body, 201);
}
