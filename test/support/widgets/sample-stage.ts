import { breakerActor } from '../../../lambdas/breaker/breaker-actor.ts';
import type { Pause } from '../../../lambdas/governor/pause.ts';
import type { BreakerRow } from '../../../lambdas/operations/breaker-row.ts';
import type { IntegrationStatus } from '../../../lambdas/operations/integration-status.ts';
import type { LetterGroup } from '../../../lambdas/operations/letter-groups.ts';
import type { FiringAlarm } from '../../../lambdas/operations/read-alarms.ts';
import type { DeadLetterView } from '../../../lambdas/operations/read-dead-letters.ts';

/** A stage at 3 a.m., for pages that are looked at. */

export const now = Date.UTC(2026, 10, 25, 3, 4);
const minute = 60_000;

export const alarms: readonly FiringAlarm[] = [
  {
    name: 'breakwater-prod/mailer/credential-isolated',
    subject: 'mailer',
    kind: 'credential-isolated',
    since: now - 38 * minute,
    severity: 'critical',
    means:
      'An upstream refuses our credential, a fresh one too. Its events are held until there is another.',
    lookFirst:
      'at what it answered and since when, with `npm run breakwater -- status --stage prod`.',
    runbook: 'https://wiki.example.com/breakwater/runbook#credential-isolated',
  },
  {
    name: 'breakwater-prod-stripe-orders/dead-letters',
    subject: 'stripe-orders',
    kind: 'dead-letters',
    since: now - 12 * minute,
    severity: 'warning',
    means:
      'stripe-orders has a dead letter that no retry will mend. They wait fourteen days for a person.',
    lookFirst:
      'at what they have in common, with `npm run breakwater -- dlq list --integration stripe-orders --stage prod`.',
    runbook: 'docs/runbook.md#dead-letters',
  },
];

export function status(name: string, changes: Partial<IntegrationStatus> = {}): IntegrationStatus {
  return {
    name,
    provider: 'stripe',
    queued: 0,
    inFlight: 0,
    deadLetters: 0,
    oldestSeconds: 0,
    breakers: [{ upstream: 'crm', state: 'closed', until: null }],
    mapping: 'enabled',
    waiting: [],
    ignored: [],
    notices: [],
    problems: [],
    ...changes,
  };
}

export const integrations: readonly IntegrationStatus[] = [
  status('stripe-orders', {
    queued: 1_204,
    inFlight: 20,
    deadLetters: 212,
    oldestSeconds: 2_300,
    breakers: [
      { upstream: 'crm', state: 'closed', until: null },
      { upstream: 'mailer', state: 'isolated', until: null },
    ],
    mapping: 'disabled',
    problems: [
      'dead letters: 200 handler-permanent, 12 outcome-unknown',
      'mailer refuses the credential: put a working one into its secret',
    ],
  }),
  status('an-integration-with-a-long-nam', {
    provider: 'standard-webhooks',
    deadLetters: 3,
    problems: ['dead letters: 3 payload-mismatch'],
  }),
  status('github-builds', { provider: 'github', queued: 3 }),
  status('shopify-refunds', { provider: 'shopify' }),
];

export function group(changes: Partial<LetterGroup> = {}): LetterGroup {
  return {
    integration: 'stripe-orders',
    reason: 'handler-permanent',
    type: 'payment_intent.succeeded',
    count: 200,
    superseded: 0,
    firstError: "TypeError: Cannot read properties of undefined (reading 'email')",
    firstDeadAt: now - 41 * minute,
    lastDeadAt: now - minute,
    lastEventId: 'evt_3OqZk2LkdIwHu7ix0fJ5aB9c',
    ...changes,
  };
}

export const deadLetters: DeadLetterView = {
  total: 215,
  groups: [
    group(),
    group({
      reason: 'outcome-unknown',
      count: 12,
      firstError:
        'OutcomeUnknownError: mailer: POST /messages was cut off after 30 s; whether it happened is not known',
    }),
    group({
      integration: 'an-integration-with-a-long-nam',
      reason: 'payload-mismatch',
      type: 'com.example.a.very.long.event.type.that.nobody.has.shortened.v2',
      count: 3,
      firstError: `ValidationError: lines.0.price: expected number, got "${'9'.repeat(300)}"`,
    }),
  ],
  newest: [],
  unlisted: new Map([['github-builds', 2]]),
  cutShort: [],
};

export const breakers: readonly BreakerRow[] = [
  {
    upstream: 'mailer',
    state: 'isolated',
    since: new Date(now - 38 * minute).toISOString(),
    by: breakerActor,
    reason: '401 to a fresh credential',
    until: null,
    integrations: ['stripe-orders'],
  },
  {
    upstream: 'erp',
    state: 'open',
    since: new Date(now - 7 * minute).toISOString(),
    by: breakerActor,
    reason: '81 % of 120 requests failed within 60 s',
    until: new Date(now + 4 * minute).toISOString(),
    integrations: ['stripe-orders'],
  },
  {
    upstream: 'ledger',
    state: 'forced-open',
    since: new Date(now - 300 * minute).toISOString(),
    by: 'ada@laptop',
    reason: 'their migration, ticket OPS-1234',
    until: new Date(now + 180 * minute).toISOString(),
    integrations: ['stripe-orders'],
  },
  {
    upstream: 'crm',
    state: 'closed',
    since: null,
    by: '',
    reason: '',
    until: null,
    integrations: ['stripe-orders'],
  },
];

export const pause: Pause = {
  since: now - 26 * 60 * minute,
  by: 'grace (as typed on the dashboard)',
  reason: 'double refunds, see channel #incident-7',
};
