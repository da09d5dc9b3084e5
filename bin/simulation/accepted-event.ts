import { encodeMessage } from '../../lambdas/event/webhook-message.ts';
import type { MessageText } from './services/sqs/simulated-queue.ts';

const idPrefix = 'evt-';

/** An event that the verifier has answered with 2xx: from here on it must not get lost. */
export class AcceptedEvent implements MessageText {
  readonly integration: string;
  readonly number: number;
  readonly acceptedAt: number;

  constructor(integration: string, number: number, acceptedAt: number) {
    this.integration = integration;
    this.number = number;
    this.acceptedAt = acceptedAt;
  }

  get eventId(): string {
    return `${idPrefix}${String(this.number)}`;
  }

  static numberOf(eventId: string): number {
    return Number(eventId.slice(idPrefix.length));
  }

  /** As the verifier writes it. */
  get text(): string {
    const { integration, eventId, acceptedAt } = this;
    return encodeMessage({
      ...{ integration, eventId, provider: 'stripe', type: 'order.paid' },
      correlationId: `c-${String(this.number)}`,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      receivedAt: acceptedAt,
      ...{ method: 'POST', query: '', contentType: 'application/json', headers: {} },
      body: Buffer.from(JSON.stringify({ number: this.number })),
      idUnsigned: false,
    });
  }
}
