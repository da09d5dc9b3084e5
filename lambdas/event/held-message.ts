/**
 * What a message carries when it is sent again, to wait for an upstream or after it has: SQS would tell its
 * age from the last send.
 */
export interface Wait {
  /** When its queue first stored it; milliseconds since the Unix epoch. */
  readonly acceptedAt: number;
  /** Names of the upstreams whose turn the event has waited for. */
  readonly released: readonly string[];
}

/** Of a message in a hold queue: where it goes back to, and whether it has waited too long. */
export interface HeldWait extends Wait {
  readonly integration: string;
}

const acceptedAtAttribute = 'acceptedAt';
const releasedAttribute = 'released';
const integrationAttribute = 'integration';

/** Message attributes as Lambda hands them to a function, which differs from the SDK's spelling. */
export type AttributeTexts = Readonly<Record<string, string | undefined>>;

type Attributes = Record<string, { DataType: 'String'; StringValue: string }>;

/** @param integration only on its way to a hold queue */
export function waitAttributes({ acceptedAt, released }: Wait, integration?: string): Attributes {
  const texts = {
    [acceptedAtAttribute]: String(acceptedAt),
    // SQS takes no empty value.
    ...(released.length > 0 && { [releasedAttribute]: released.join(',') }),
    ...(integration !== undefined && { [integrationAttribute]: integration }),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

/** Of a message that was never sent again: it was accepted when its queue stored it. */
export function waitIn(attributes: AttributeTexts, sentAt: number): Wait {
  const acceptedAt = Number(attributes[acceptedAtAttribute] ?? NaN);
  const released = attributes[releasedAttribute];
  return {
    acceptedAt: Number.isFinite(acceptedAt) ? acceptedAt : sentAt,
    released: released === undefined ? [] : released.split(','),
  };
}

export function heldWaitIn(attributes: AttributeTexts, sentAt: number): HeldWait {
  return {
    ...waitIn(attributes, sentAt),
    integration: attributes[integrationAttribute] ?? '',
  };
}
