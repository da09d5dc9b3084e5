import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { CallContext } from './call-context.ts';
import { makeRequest, probeOf, probing } from './request.ts';

/**
 * Asks an upstream with its declared probe, as often as its breaker wants it to close. Like every call
 * it goes through the gate, which hears what came of it.
 */
export async function askUpstream(
  definition: UpstreamDefinition,
  context: CallContext,
): Promise<void> {
  await makeRequest(probeOf(definition), probing, context, context.tools.pools);
}
