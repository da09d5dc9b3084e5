import { ed25519PublicKey } from '../../lambdas/verification/ed25519-seed.ts';
import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import { signWebhook } from '../../lambdas/verification/sign-webhook.ts';
import type { WebhookRequest } from '../../lambdas/verification/webhook-request.ts';

/** 2026-01-02T03:04:05.678Z */
export const sampleNow = 1_767_323_045_678;
export const sampleUrl = 'https://hooks.example.com/webhooks/orders';

/** A secret that this provider could have given, and what its requests are checked with. */
export function sampleSecret(provider: Provider, seed = 7): { signing: string; accepted: string } {
  const bytes = Buffer.alloc(32, seed);
  const { scheme } = provider;
  if (scheme.kind === 'ed25519') {
    const signing = bytes.toString(scheme.key);
    return { signing, accepted: ed25519PublicKey(signing, scheme.key) };
  }
  const key = scheme.kind === 'hmac' ? scheme.key : 'utf8';
  const text = {
    utf8: `secret-${seed}-It's a Secret to Everybody`,
    base64: bytes.toString('base64'),
    hex: bytes.toString('hex'),
    whsec: `whsec_${bytes.toString('base64')}`,
  }[key];
  return { signing: text, accepted: text };
}

export const sampleJson = {
  id: 'evt_1',
  event_id: 'evt_1',
  type: 'order.paid',
  event_type: 'order.paid',
  event: 'order.paid',
  webhookTimestamp: sampleNow,
  text: 'Grüße, 世界 🎉',
};

/** A request that this provider could have sent at `sampleNow`, signed by the engine in reverse. */
export function signedSample(
  provider: Provider,
  changes: Partial<WebhookRequest> = {},
): Attempt & { readonly signing: string } {
  const { signing, accepted } = sampleSecret(provider);
  const unsigned: WebhookRequest = {
    method: 'POST',
    path: '/webhooks/orders',
    query: '',
    body: Buffer.from(JSON.stringify(sampleJson)),
    ...changes,
    headers: { 'content-type': 'application/json', ...changes.headers },
  };
  const request = signWebhook(provider, {
    secret: signing,
    url: urlOf(unsigned),
    request: unsigned,
    eventId: 'evt_1',
    type: 'order.paid',
    now: sampleNow,
  });
  return { request, secrets: [accepted], url: urlOf(request), now: sampleNow, signing };
}

export function urlOf({ query }: Pick<WebhookRequest, 'query'>): string {
  return query === '' ? sampleUrl : `${sampleUrl}?${query}`;
}
