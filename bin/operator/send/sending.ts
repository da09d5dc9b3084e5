import { openDocument } from '../../../lambdas/verification/document.ts';
import { readEvent, type EventFacts } from '../../../lambdas/verification/read-event.ts';
import type { SentRequests, VerifierVerdict } from '../../stage/verifier-verdicts.ts';
import { signDelivery, type Delivery, type DeliveryTarget } from '../../local/demo/delivery.ts';

/** What is sent, and where. */
export interface Sending {
  readonly stage: string;
  readonly integration: string;
  readonly target: DeliveryTarget;
  /** One for each request. */
  readonly webhooks: readonly Delivery[];
  readonly bodyFrom: string;
  readonly forge: boolean;
}

/** An event that was sent, once or more often. */
export interface SentEvent {
  /** Undefined where the provider gives none and the verifier's log does not tell which it made. */
  readonly eventId: string | undefined;
  readonly type: string;
  readonly bytes: number;
  /** One for each request of it that the verifier logged. */
  readonly correlationIds: readonly string[];
}

/** What the verifier's log is searched for. */
export function sentRequests({ target, webhooks }: Sending): SentRequests {
  return {
    bytes: webhooks.map(({ body }) => body.length),
    eventIds: new Set(webhooks.flatMap((webhook) => factsRead(target, webhook).eventId ?? [])),
  };
}

/** The events of a sending, as the verifier reads them. */
export function sentEvents(
  { target, webhooks }: Sending,
  logged: readonly VerifierVerdict[],
): SentEvent[] {
  const events = webhooks.map((webhook) => {
    const { eventId, type } = factsRead(target, webhook);
    return { eventId, type, bytes: webhook.body.length };
  });
  const [first] = events;
  if (first !== undefined && first.eventId === undefined) {
    if (logged.length === 0) return [{ ...first, correlationIds: [] }];
    // Each request of a provider without ids is an event of its own.
    return logged.map(({ eventId, correlationId }) => ({
      ...first,
      eventId,
      correlationIds: [correlationId],
    }));
  }
  const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()];
  return distinct.map((event) => ({
    ...event,
    correlationIds: logged
      .filter(({ eventId }) => eventId === event.eventId || distinct.length === 1)
      .map(({ correlationId }) => correlationId),
  }));
}

/** A file says itself what its event is called: what was asked for does not count. */
function factsRead(target: DeliveryTarget, webhook: Delivery): EventFacts {
  const request = signDelivery(target, webhook);
  const url = request.query === '' ? target.url : `${target.url}?${request.query}`;
  return readEvent(target.provider, openDocument(request), url);
}
