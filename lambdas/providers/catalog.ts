import type { Provider } from '../verification/provider.ts';
import { discord } from './discord.ts';
import { genericHmac } from './generic-hmac.ts';
import { genericToken } from './generic-token.ts';
import { github } from './github.ts';
import { linear } from './linear.ts';
import { paddle } from './paddle.ts';
import { shopify } from './shopify.ts';
import { slack } from './slack.ts';
import { square } from './square.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';
import { twilio } from './twilio.ts';
import { zoom } from './zoom.ts';
import type { ProviderChoice } from './provider-choice.ts';

/** Every provider that is known by an id. */
export const catalog: readonly Provider[] = [
  stripe,
  github,
  shopify,
  slack,
  twilio,
  standardWebhooks,
  svix,
  square,
  discord,
  zoom,
  paddle,
  linear,
  genericHmac({ name: 'Generic HMAC' }),
  genericToken({ name: 'Generic token' }),
];

/**
 * The provider of a catalog id; the data of a scheme of your own is returned as it is.
 * @throws TypeError for an id that the catalog does not have
 */
export function resolveProvider(choice: ProviderChoice): Provider {
  if (typeof choice !== 'string') return choice;
  const found = catalog.find(({ id }) => id === choice);
  if (found !== undefined) return found;
  const known = catalog.map(({ id }) => id).join(', ');
  throw new TypeError(`Expected a provider of the catalog (${known}); got "${choice}".`);
}
