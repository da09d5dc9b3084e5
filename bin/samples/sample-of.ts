import type { Provider } from '../../lambdas/verification/provider.ts';
import type { Source } from '../../lambdas/verification/source.ts';
import { chatSamples } from './chat-samples.ts';
import { commerceSamples } from './commerce-samples.ts';
import { placeValue } from './place-value.ts';
import type { Sample, SampleMaker } from './sample.ts';
import { workSamples } from './work-samples.ts';

const known: Readonly<Record<string, SampleMaker>> = {
  ...commerceSamples,
  ...chatSamples,
  ...workSamples,
};

/**
 * A webhook of that provider, in the shape of its documentation; for one without a sample here, what
 * its catalog entry says that the engine reads.
 *
 * @param seed letters and digits; another seed is another event
 */
export function sampleOf(provider: Provider, seed: string): Sample {
  const sample = known[provider.id]?.(seed) ?? derived(provider, seed);
  return { ...sample, payload: stampedPayload(provider, sample.payload, Date.now()) };
}

const derivedType = 'order.paid';

function derived(provider: Provider, seed: string): Sample {
  const eventId = `evt_${seed}`;
  const values: (readonly [Source | undefined, unknown])[] = [
    [provider.eventId?.[0], eventId],
    [provider.eventType?.[0], derivedType],
  ];
  const form = values.some(([source]) => source?.in === 'form');
  const payload: Record<string, unknown> = {};
  for (const [source, value] of values) {
    if (source?.in === 'json') placeValue(payload, source.path, value);
    if (source?.in === 'form') payload[source.name] = value;
  }
  if (!form) payload['data'] ??= { order: '7431', amount: 4_200, currency: 'EUR' };
  return { eventId, type: derivedType, form, payload };
}

/** The payload with the time of its sending in it, where the provider signs one in the body. */
export function stampedPayload(
  { scheme }: Provider,
  payload: Sample['payload'],
  nowMs: number,
): Sample['payload'] {
  if (scheme.kind === 'token' || scheme.timestamp?.in !== 'json') return payload;
  const { path, unit } = scheme.timestamp;
  const stamped = structuredClone(payload);
  placeValue(stamped, path, unit === 's' ? Math.floor(nowMs / 1_000) : nowMs);
  return stamped;
}
