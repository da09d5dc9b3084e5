import { checkProvider } from './check-provider.ts';
import type { Provider } from './provider.ts';
import { signForScheme } from './sign-scheme.ts';
import type { Source } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

export interface WebhookToSign {
  /** For Ed25519 the seed of the private key, in the encoding of the public key. */
  readonly secret: string;
  /** The public URL as the provider knows it, with the raw query. */
  readonly url: string;
  /** Without signature. The body stays as it is: ids and types inside it are yours to put there. */
  readonly request: WebhookRequest;
  /** Set where the provider has it in a header. @default not set */
  readonly eventId?: string;
  /** Set where the provider has it in a header. @default not set */
  readonly type?: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The engine in reverse: the request as its provider would send it. The query may have grown (a
 * token, a body hash), so send to the query that comes back.
 * @throws TypeError where the secret or the request is none that this provider could have
 */
export function signWebhook(provider: Provider, order: WebhookToSign): WebhookRequest {
  checkProvider(provider);
  const { secret, url, now } = order;
  const headers = {
    ...order.request.headers,
    ...headerFor(provider.eventId, order.eventId),
    ...headerFor(provider.eventType, order.type),
  };
  const request = { ...order.request, headers };
  return signForScheme(provider.scheme, { secret, url, now, request });
}

function headerFor(
  sources: readonly Source[] | undefined,
  value: string | undefined,
): Readonly<Record<string, string>> {
  const source = sources?.find((candidate) => candidate.in === 'header');
  return source === undefined || value === undefined ? {} : { [source.name]: value };
}
