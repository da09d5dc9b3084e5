import { discordSdk } from './discord.ts';
import { githubSdk } from './github.ts';
import { linearSdk } from './linear.ts';
import type { OfficialSdk } from './official-sdk.ts';
import { paddleSdk } from './paddle.ts';
import { shopifySdk } from './shopify.ts';
import { slackSdk } from './slack.ts';
import { squareSdk } from './square.ts';
import { standardWebhooksSdk } from './standard-webhooks.ts';
import { stripeSdk } from './stripe.ts';
import { svixSdk } from './svix.ts';
import { twilioSdk } from './twilio.ts';
import { zoomSdk } from './zoom.ts';

/** By id of the catalog. */
export const officialSdks: Readonly<Record<string, OfficialSdk>> = {
  discord: discordSdk,
  github: githubSdk,
  linear: linearSdk,
  paddle: paddleSdk,
  shopify: shopifySdk,
  slack: slackSdk,
  square: squareSdk,
  'standard-webhooks': standardWebhooksSdk,
  stripe: stripeSdk,
  svix: svixSdk,
  twilio: twilioSdk,
  zoom: zoomSdk,
};
