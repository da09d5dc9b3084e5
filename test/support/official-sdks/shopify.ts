import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

function apiWith(apiSecretKey: string) {
  return shopifyApi({
    apiKey: 'key',
    apiSecretKey,
    hostName: 'hooks.example.com',
    apiVersion: ApiVersion.January26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: () => Promise.resolve() },
  });
}

const apis = new Map<string, ReturnType<typeof apiWith>>();

/** Headers that it wants beside the signature. */
export const shopifyHeaders = {
  'x-shopify-topic': 'orders/paid',
  'x-shopify-shop-domain': 'shop.example.com',
  'x-shopify-api-version': '2026-01',
  'x-shopify-webhook-id': 'evt_1',
};

export const shopifySdk: OfficialSdk = {
  package: '@shopify/shopify-api',
  accepts: async (attempt) => {
    const secret = firstSecret(attempt);
    const api = apis.get(secret) ?? apiWith(secret);
    apis.set(secret, api);
    const { body, method, headers } = attempt.request;
    const rawRequest = { method, url: '/webhooks/orders', headers };
    const verdict = await api.webhooks.validate({
      rawBody: body.toString(),
      rawRequest,
    });
    return verdict.valid;
  },
};
