import { createHash } from 'node:crypto';
import type { ForwardedIntegration } from '../contract/define-integration.ts';
import { wantsType } from '../contract/event-types.ts';
import { isUpstreamError } from '../contract/upstream-error.ts';
import { forwardEndpoint } from '../contract/upstreams-of.ts';
import { eventKey } from '../event/event-identity.ts';
import type { Webhook } from '../event/webhook.ts';
import { standardWebhooks } from '../providers/standard-webhooks.ts';
import { createUpstreamClients } from '../upstream/create-upstream-clients.ts';
import { deliverableHeaders } from '../upstream/header-fields.ts';
import { memoryStepStore } from '../upstream/memory-step-store.ts';
import { signWebhook } from '../verification/sign-webhook.ts';
import { ParkError } from './event-errors.ts';
import { ignoredEvent, type CallDependencies, type RunHandler } from './run-handler.ts';
import { waitForStore } from './wait-for-store.ts';

/** While an endpoint is just being deployed it may not know its path or our secret yet. */
const newEndpointGraceMs = 60 * 60_000;
const newEndpointRetryMs = 60_000;

/**
 * POSTs the webhook to the user's own endpoint as it came, signed in the Standard Webhooks way. At
 * least once: the endpoint gets the same `webhook-id` each time, and once if it honours that. So nobody has
 * to know whether an earlier try has acted, and no step is remembered from one run to the next.
 *
 * @param secret `whsec_…`; asked for at each run, so that a changed one is seen
 */
export function runForward(
  integration: ForwardedIntegration,
  secret: () => Promise<string>,
  calls: CallDependencies,
): RunHandler {
  const { pathname, searchParams } = new URL(integration.forward);
  const endpoint = forwardEndpoint(integration);
  return async (webhook, run, attempt, refusedSince) => {
    if (!wantsType(integration.types, webhook.type)) return ignoredEvent;
    const signingSecret = await waitForStore(secret, calls);
    const steps = memoryStepStore();
    const session = createUpstreamClients({ endpoint }, { ...calls, steps, webhook, run, attempt });
    const id = forwardId(webhook);
    try {
      await session.clients.endpoint.post(pathname, {
        step: 'forward',
        key: id,
        repeatable: true,
        query: Object.fromEntries([...searchParams.keys()].map((n) => [n, searchParams.getAll(n)])),
        body: webhook.body,
        headers: () => forwardHeaders(webhook, id, signingSecret, calls.clock.now()),
        expect: 'nothing',
      });
      await session.finish();
    } catch (error) {
      throw duringGrace(error, refusedSince, calls.clock.now()) ?? error;
    }
    return undefined;
  };
}

/** Stable for the event and safe in a header, whatever characters the provider's id has. */
export function forwardId({
  integration,
  eventId,
}: Pick<Webhook, 'integration' | 'eventId'>): string {
  const digest = createHash('sha256').update(eventKey(integration, eventId)).digest('hex');
  return `msg_${digest.slice(0, 32)}`;
}

/** The provider's own headers as far as a request may carry them; ours replace those of the same name. */
function forwardHeaders(
  webhook: Webhook,
  id: string,
  secret: string,
  now: number,
): Record<string, string> {
  const { headers } = signWebhook(standardWebhooks, {
    secret,
    url: '',
    request: {
      method: 'POST',
      path: '',
      query: '',
      headers: { 'webhook-id': id },
      body: webhook.body,
    },
    eventId: id,
    now,
  });
  const { 'content-type': _type, ...theirs } = webhook.headers;
  return {
    ...deliverableHeaders(theirs),
    ...(webhook.contentType !== '' && deliverableHeaders({ 'content-type': webhook.contentType })),
    ...headers,
    'breakwater-integration': webhook.integration,
    'breakwater-correlation-id': webhook.correlationId,
  };
}

/** The hour counts from the event's first refusal: it may have waited for days before, or be a replay. */
function duringGrace(
  error: unknown,
  refusedSince: number | undefined,
  now: number,
): ParkError | undefined {
  const refusedByNewEndpoint =
    isUpstreamError(error) && (error.status === 401 || error.status === 404);
  const since = refusedSince ?? now;
  if (!refusedByNewEndpoint || now - since >= newEndpointGraceMs) return undefined;
  return new ParkError(
    'EndpointNotReady',
    `The endpoint answered ${String(error.status)}; it is asked again for an hour, in case it is being deployed.`,
    now + newEndpointRetryMs,
    { cause: error, refusedSince: since, onPurpose: true },
  );
}
