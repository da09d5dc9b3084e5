import type { Provider } from '../../lambdas/verification/provider.ts';
import type { Source } from '../../lambdas/verification/source.ts';
import { placeValue } from './place-value.ts';
import type { Sample } from './sample.ts';

export interface SampleIdentity {
  /** @default the sample's own */
  readonly eventId?: string | undefined;
  /** @default the sample's own */
  readonly type?: string | undefined;
}

/**
 * The sample as another event: id and type where its provider has them. What stands in a header is put
 * there by whoever signs.
 */
export function identifiedSample(
  provider: Provider,
  sample: Sample,
  { eventId = sample.eventId, type = sample.type }: SampleIdentity,
): Sample {
  const payload = structuredClone(sample.payload) as Record<string, unknown>;
  write(payload, provider.eventId?.[0], eventId);
  write(payload, provider.eventType?.[0], type);
  return {
    ...sample,
    payload,
    ...(eventId !== undefined && { eventId }),
    ...(type !== undefined && { type }),
  };
}

function write(
  payload: Record<string, unknown>,
  source: Source | undefined,
  value: string | undefined,
): void {
  if (value === undefined) return;
  if (source?.in === 'json') placeValue(payload, source.path, value);
  if (source?.in === 'form') payload[source.name] = value;
}
