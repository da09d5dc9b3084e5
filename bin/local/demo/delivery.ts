import { httpCall } from '../../http/http-call.ts';
import { signWebhook } from '../../../lambdas/verification/sign-webhook.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import type { WebhookRequest } from '../../../lambdas/verification/webhook-request.ts';

/** One webhook, as its provider would send it. */
export interface Delivery {
  readonly body: Buffer;
  /** @default 'application/json' */
  readonly contentType?: string;
  /** The provider's id of the event, where it has one; also to be put into the body where it belongs. */
  readonly eventId?: string;
  readonly type?: string;
  /** @default none beside what signing adds */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before now at which it was signed. @default 0 */
  readonly ageMs?: number;
}

export interface DeliveryTarget {
  readonly url: string;
  readonly provider: Provider;
  readonly secret: string;
}

/** What the provider is told. */
export interface DeliveryAnswer {
  readonly status: number;
  readonly body: string;
}

/** Signs a webhook and sends it. */
export async function deliver(target: DeliveryTarget, delivery: Delivery): Promise<DeliveryAnswer> {
  return post(target.url, signDelivery(target, delivery));
}

/** The request as its provider would make it. */
export function signDelivery(
  { url, provider, secret }: DeliveryTarget,
  { body, contentType = 'application/json', headers, ageMs = 0, ...event }: Delivery,
): WebhookRequest {
  return signWebhook(provider, {
    secret,
    url,
    now: Date.now() - ageMs,
    request: {
      method: 'POST',
      path: new URL(url).pathname,
      query: '',
      headers: { 'content-type': contentType, ...headers },
      body,
    },
    ...event,
  });
}

/** @param signal ends the waiting for an answer */
export async function post(
  url: string,
  { method, query, headers, body }: WebhookRequest,
  signal?: AbortSignal,
): Promise<DeliveryAnswer> {
  const answer = await httpCall(query === '' ? url : `${url}?${query}`, {
    ...{ method, headers, body },
    ...(signal !== undefined && { signal }),
    nextStep:
      'Check that the stage is still deployed and its endpoint still runs: `npm run breakwater -- doctor`\n' +
      'does both. You can send the event again: the same event id has one effect.',
  });
  return { status: answer.status, body: answer.body.toString() };
}
