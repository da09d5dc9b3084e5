import { createHash } from 'node:crypto';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { simpleSources, type Source } from '../../../lambdas/verification/source.ts';
import { isUnderSignature } from '../../../lambdas/verification/under-signature.ts';
import type { Delivery } from '../../local/demo/delivery.ts';
import { identifiedSample } from '../../samples/identified-sample.ts';
import { bodyOf, type Sample } from '../../samples/sample.ts';
import { sampleOf, stampedPayload } from '../../samples/sample-of.ts';
import { githubSample, hasGithubSample } from '../../samples/work-samples.ts';
import { UsageError } from '../command.ts';

/** What a person wants to be sent. */
export interface TestWebhookOrder {
  readonly provider: Provider;
  /** `file`: these very bytes. `sample`: the integration's sample event, or the provider's where it has none. */
  readonly from:
    | { readonly kind: 'file'; readonly bytes: Buffer }
    | { readonly kind: 'sample'; readonly payload: Sample['payload'] | undefined };
  readonly eventId: string | undefined;
  readonly type: string | undefined;
  /** Letters and digits; another seed is another event. */
  readonly seed: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The webhook, not signed yet.
 * @throws UsageError where id or type cannot be put in, or cannot be known
 */
export function testWebhook(order: TestWebhookOrder): Delivery {
  const { provider, from, eventId } = order;
  if (eventId !== undefined && provider.eventId === undefined) {
    throw new UsageError(`--id: ${provider.name} gives its events no id.`);
  }
  return from.kind === 'file' ? fromFile(from.bytes, order) : fromSample(from.payload, order);
}

/** The bytes stay as they are, but for a time of sending that the provider signs in the body. */
function fromFile(bytes: Buffer, { provider, eventId, type, seed, now }: TestWebhookOrder) {
  refuseInBody(provider, 'id', provider.eventId?.[0], eventId);
  refuseInBody(provider, 'type', provider.eventType?.[0], type);
  const types = provider.eventType ?? [];
  if (
    type === undefined &&
    types.length > 0 &&
    types.every(({ in: place }) => place === 'header')
  ) {
    throw new UsageError(
      `${provider.name} says the type of an event in a header, not in its body: add --type <type>.`,
    );
  }
  const sample = sampleOf(provider, seed);
  const parsed = parseJson(bytes);
  const contentType =
    parsed !== undefined
      ? 'application/json'
      : sample.form === true
        ? 'application/x-www-form-urlencoded'
        : 'application/octet-stream';
  return {
    body: isStamped(provider) && parsed !== undefined ? stamped(provider, parsed, now) : bytes,
    contentType,
    ...(sample.headers !== undefined && { headers: sample.headers }),
    ...identity(eventId ?? sample.eventId, type),
  };
}

function fromSample(ownPayload: Sample['payload'] | undefined, order: TestWebhookOrder): Delivery {
  const { provider, type, seed, now } = order;
  const chosen = chosenSample(ownPayload, order);
  const payload = stampedPayload(provider, chosen.payload, now);
  const { headers, eventId } = chosen;
  return {
    ...(hasUnsignedId(provider)
      ? toldApart({ ...chosen, payload }, seed)
      : bodyOf({ ...chosen, payload })),
    ...(headers !== undefined && { headers }),
    ...identity(eventId, type ?? chosen.type),
  };
}

function chosenSample(
  ownPayload: Sample['payload'] | undefined,
  { provider, eventId, type, seed }: TestWebhookOrder,
): Sample {
  if (provider.id === 'github' && type !== undefined && hasGithubSample(type)) {
    const example = githubSample(type, seed);
    return { ...example, eventId: eventId ?? example.eventId };
  }
  const sample = sampleOf(provider, seed);
  const identity = { eventId: eventId ?? sample.eventId, type };
  if (ownPayload === undefined) return identifiedSample(provider, sample, identity);
  // It says itself what it is. Where a header says it, it is what `new` wrote: the provider's sample.
  const own = identifiedSample(
    provider,
    { ...sample, payload: ownPayload, type: undefined },
    identity,
  );
  return { ...own, type: type ?? sample.type };
}

function identity(eventId: string | undefined, type: string | undefined) {
  return { ...(eventId !== undefined && { eventId }), ...(type !== undefined && { type }) };
}

function refuseInBody(
  provider: Provider,
  what: 'id' | 'type',
  source: Source | undefined,
  wanted: string | undefined,
): void {
  const inHeader = source !== undefined && simpleSources(source).some((one) => one.in === 'header');
  if (wanted === undefined || inHeader) return;
  throw new UsageError(
    `--${what}: ${provider.name} says it in the body, and a file is sent as it is. Change the file.`,
  );
}

/** Without a signed id, a repeated body would count as a captured one. */
function hasUnsignedId({ eventId = [], scheme }: Provider): boolean {
  return eventId.length === 0 || eventId.some((source) => !isUnderSignature(source, scheme));
}

/** Other bytes that say the same: JSON may end in white space, and a form may have one field more. */
function toldApart(sample: Sample, seed: string): Pick<Delivery, 'body' | 'contentType'> {
  if (sample.form === true) {
    return bodyOf({ ...sample, payload: { ...sample.payload, BreakwaterTest: seed } });
  }
  const { body, contentType } = bodyOf(sample);
  const bits = createHash('sha256').update(seed).digest().readUInt32BE().toString(2);
  const end = bits.replaceAll('0', ' ').replaceAll('1', '\t');
  return { body: Buffer.concat([body, Buffer.from(end)]), contentType };
}

function isStamped({ scheme }: Provider): boolean {
  return scheme.kind !== 'token' && scheme.timestamp?.in === 'json';
}

function stamped(provider: Provider, payload: Sample['payload'], now: number): Buffer {
  return Buffer.from(JSON.stringify(stampedPayload(provider, payload, now)));
}

function parseJson(bytes: Buffer): Sample['payload'] | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Sample['payload'];
  } catch {
    return undefined;
  }
}
