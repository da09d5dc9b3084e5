import type { Provider } from '../../../lambdas/verification/provider.ts';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { linear } from '../../../lambdas/providers/linear.ts';
import { shopify } from '../../../lambdas/providers/shopify.ts';
import { slack } from '../../../lambdas/providers/slack.ts';
import { stripe } from '../../../lambdas/providers/stripe.ts';
import { twilio } from '../../../lambdas/providers/twilio.ts';
import { zoom } from '../../../lambdas/providers/zoom.ts';
import { sampleOf } from '../../samples/sample-of.ts';
import { githubSample } from '../../samples/work-samples.ts';
import { bigExport, deliveryOf, everyByte, slackUrlVerification } from './demo-bodies.ts';
import type { Delivery } from './delivery.ts';
import type { PlannedAnswer } from './upstream-journal.ts';

/** What a case must come to. */
export interface Expectation {
  /** Status of each answer. */
  readonly answered: number;
  readonly outcome: CaseOutcome;
  /** Reason code of a rejection or dead letter. */
  readonly reason?: string;
  /** Times that the upstream did something. */
  readonly effects: number;
}

export type CaseOutcome = 'done' | 'dead-letter' | 'rejected' | 'handshake';

/** One row of the demo. */
export interface DemoCase {
  readonly name: string;
  readonly integration: string;
  /** Sent at once. */
  readonly deliveries: readonly Delivery[];
  /** Signed with a secret that is not the integration's. @default false */
  readonly forged?: boolean;
  /** How the upstream treats the event's first requests. @default it takes them */
  readonly upstream?: readonly PlannedAnswer[];
  readonly expected: Expectation;
}

const once: Expectation = { answered: 200, outcome: 'done', effects: 1 };
const hourMs = 60 * 60_000;

/** @param runId makes every event of this run a new one */
export function demoCases(runId: string): readonly DemoCase[] {
  const of = (provider: Provider) => deliveryOf(sampleOf(provider, runId));
  const payment = of(stripe);
  const meeting = of(zoom);
  return [
    {
      name: 'The same payment, three times at once',
      integration: 'stripe-orders',
      deliveries: [payment, payment, payment],
      expected: once,
    },
    {
      name: 'A push',
      integration: 'github-forward',
      deliveries: [deliveryOf(githubSample('push', runId))],
      expected: once,
    },
    {
      name: 'A forged issue',
      integration: 'github-forward',
      deliveries: [deliveryOf(githubSample('issues', runId))],
      forged: true,
      expected: { answered: 401, outcome: 'rejected', reason: 'wrong-signature', effects: 0 },
    },
    {
      name: 'An order; the upstream fails twice and recovers',
      integration: 'shopify-forward',
      deliveries: [of(shopify)],
      upstream: [{ status: 503 }, { status: 503 }],
      expected: once,
    },
    {
      name: 'A message that was signed an hour ago',
      integration: 'slack-forward',
      deliveries: [{ ...of(slack), ageMs: hourMs }],
      expected: { answered: 401, outcome: 'rejected', reason: 'stale', effects: 0 },
    },
    {
      name: 'Is this URL yours?',
      integration: 'slack-forward',
      deliveries: [slackUrlVerification(runId)],
      expected: { answered: 200, outcome: 'handshake', effects: 0 },
    },
    {
      name: '3 MB of JSON',
      integration: 'standard-forward',
      deliveries: [bigExport(runId)],
      expected: once,
    },
    {
      name: 'Every byte there is, ten times',
      integration: 'binary-forward',
      deliveries: [everyByte(runId)],
      expected: once,
    },
    {
      name: 'A handler that says no retry will help',
      integration: 'linear-issues',
      deliveries: [of(linear)],
      expected: { answered: 200, outcome: 'dead-letter', reason: 'handler-permanent', effects: 0 },
    },
    {
      name: 'Two events that look the same: Zoom has no ids',
      integration: 'zoom-forward',
      deliveries: [meeting, meeting],
      expected: { ...once, effects: 2 },
    },
    {
      name: 'A form, signed with the URL it goes to',
      integration: 'twilio-forward',
      deliveries: [of(twilio)],
      expected: once,
    },
    {
      name: 'A sender with a token',
      integration: 'token-forward',
      deliveries: [of(genericToken())],
      expected: once,
    },
  ];
}
