import { describe, expect, it } from '@jest/globals';
import { localClientConfig } from '../../../bin/local/local-aws.ts';
import { signDelivery, type Delivery } from '../../../bin/local/demo/delivery.ts';
import { asksFirst } from '../../../bin/operator/send/asks-first.ts';
import { sentText } from '../../../bin/operator/send/send-text.ts';
import { sentEvents, sentRequests } from '../../../bin/operator/send/sending.ts';
import { testWebhook, type TestWebhookOrder } from '../../../bin/operator/send/test-webhook.ts';
import { catalog, resolveProvider } from '../../../lambdas/providers/catalog.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleSecret, sampleUrl } from '../../support/signed-sample.ts';

const now = Date.now();

function order(provider: Provider, changes: Partial<TestWebhookOrder> = {}): TestWebhookOrder {
  return {
    provider,
    from: { kind: 'sample', payload: undefined },
    eventId: undefined,
    type: undefined,
    seed: 'seed1',
    now,
    ...changes,
  };
}

/** What the verifier would say of it. */
function judged(provider: Provider, webhook: Delivery) {
  const { signing, accepted } = sampleSecret(provider);
  const request = signDelivery({ url: sampleUrl, provider, secret: signing }, webhook);
  const url = request.query === '' ? sampleUrl : `${sampleUrl}?${request.query}`;
  return verifyWebhook(provider, { request, secrets: [accepted], url, now });
}

const file = (text: string) => ({ kind: 'file', bytes: Buffer.from(text) }) as const;
const github = resolveProvider('github');
const stripe = resolveProvider('stripe');

describe('a test event', () => {
  it.each(catalog)(
    'of $id is one that the verifier accepts, under a new id each time',
    (provider) => {
      const [one, other] = ['seed1', 'seed2'].map((seed) =>
        judged(provider, testWebhook(order(provider, { seed }))),
      );
      expect(one?.kind).toBe('verified');
      if (one?.kind !== 'verified' || other?.kind !== 'verified') return;
      if (one.eventId !== undefined) expect(other.eventId).not.toBe(one.eventId);
    },
  );

  it.each(catalog.filter(({ eventId }) => eventId !== undefined))(
    'of $id has the id and the type that are asked for',
    (provider) => {
      const webhook = testWebhook(order(provider, { eventId: 'mine-1', type: 'something.new' }));
      expect(judged(provider, webhook)).toMatchObject({ eventId: 'mine-1', type: 'something.new' });
    },
  );

  it('is the integration’s own sample, which says itself of what type it is', () => {
    const payload = { id: 'evt_old', type: 'charge.refunded', amount: 7 };
    const webhook = testWebhook(order(stripe, { from: { kind: 'sample', payload } }));
    expect(judged(stripe, webhook)).toMatchObject({
      eventId: 'evt_seed1',
      type: 'charge.refunded',
    });
    expect(JSON.parse(webhook.body.toString())).toMatchObject({ amount: 7 });
  });

  it('has another body where the same one under another id would pass for a captured one', () => {
    const payload = { ref: 'refs/heads/main' };
    const from = { kind: 'sample', payload } as const;
    const bodies = ['seed1', 'seed2'].map((seed) =>
      testWebhook(order(github, { from, seed })).body.toString(),
    );
    expect(bodies[0]).not.toBe(bodies[1]);
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([payload, payload]);
  });

  it('of GitHub has a body of the type that is asked for', () => {
    const { body, type } = testWebhook(order(github, { type: 'issues' }));
    expect(type).toBe('issues');
    expect(JSON.parse(body.toString())).toHaveProperty('issue');
  });

  it('from a file is these very bytes', () => {
    const text = '{ "id":"evt_file",\n  "type":"charge.refunded" }\n';
    const webhook = testWebhook(order(stripe, { from: file(text) }));
    expect(webhook.body.toString()).toBe(text);
    expect(judged(stripe, webhook)).toMatchObject({ eventId: 'evt_file', type: 'charge.refunded' });
  });

  it('from a file has the time of its sending where the provider signs one in the body', () => {
    const linear = resolveProvider('linear');
    const webhook = testWebhook(order(linear, { from: file('{"type":"Issue"}') }));
    expect(judged(linear, webhook)).toMatchObject({ kind: 'verified', type: 'Issue' });
  });

  it.each<[string, Partial<TestWebhookOrder>, Provider, string]>([
    ['an id in a file', { from: file('{}'), eventId: 'x' }, stripe, 'Change the file'],
    ['a type in a file', { from: file('{}'), type: 'x' }, stripe, 'Change the file'],
    ['a file whose type stands in a header', { from: file('{}') }, github, 'add --type'],
    ['an id where there is none', { eventId: 'x' }, resolveProvider('zoom'), 'no id'],
  ])('refuses %s', (_what, changes, provider, message) => {
    expect(() => testWebhook(order(provider, changes))).toThrow(message);
  });
});

describe('a stage', () => {
  it.each([
    ['prod', {}, true],
    ['unlisted', {}, true],
    ['dev', {}, false],
    ['prod', localClientConfig('http://localhost:4566'), false],
  ])('%s (%j) is sent to only with --yes: %s', (stage, config, asks) => {
    expect(asksFirst(stage, config)).toBe(asks);
  });
});

describe('what is said of a sending', () => {
  const target = { url: sampleUrl, provider: stripe, secret: 'shh' };
  const sending = (webhooks: Delivery[], forge = false) => ({
    stage: 'dev',
    integration: 'orders',
    target,
    webhooks,
    bodyFrom: 'sample-event.json',
    forge,
  });
  const webhook = testWebhook(order(stripe));
  const accepted = (correlationId: string) =>
    ({ kind: 'accepted', correlationId, eventId: 'evt_seed1' }) as const;

  it('names an event once that was sent twice, with both correlation ids', () => {
    const logged = [accepted('c-1'), accepted('c-2')];
    expect(sentEvents(sending([webhook, webhook]), logged)).toMatchObject([
      { eventId: 'evt_seed1', type: 'payment_intent.succeeded', correlationIds: ['c-1', 'c-2'] },
    ]);
  });

  it('looks in the log for the id that a file says, not for one that was made up', () => {
    const fromFile = (text: string) => sending([testWebhook(order(stripe, { from: file(text) }))]);
    expect(sentRequests(fromFile('{"id":"evt_file"}')).eventIds).toEqual(new Set(['evt_file']));
    expect(sentRequests(fromFile('{ no JSON')).eventIds).toEqual(new Set());
    expect(sentRequests(sending([webhook])).eventIds).toEqual(new Set(['evt_seed1']));
  });

  it('names an event without an id, too, when nothing was logged of it', () => {
    const one = sending([testWebhook(order(stripe, { from: file('{ no JSON') }))]);
    expect(sentEvents(one, [])).toEqual([
      { eventId: undefined, type: 'unknown', bytes: 9, correlationIds: [] },
    ]);
  });

  it('tells the answers, what the verifier logged, and how to follow the event', () => {
    const one = sending([webhook, webhook]);
    const logged = [accepted('c-1')];
    const answers = [
      { status: 200, durationMs: 3, body: '' },
      { status: 503, durationMs: 5, body: 'try again\n' },
    ];
    const text = sentText(one, sentEvents(one, logged), answers, logged);
    expect(text).toContain('503: try again');
    expect(text).toContain('after 3 to 5 ms');
    expect(text).toContain('nothing in its log yet of 1 request');
    expect(text).toContain('trace evt_seed1 --stage dev');
    expect(text).toContain('verifier-faults in docs/runbook.md');
  });
});
