import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { ReadOptions } from '../contract/upstream-client.ts';
import type { CallContext } from './call-context.ts';
import { disposition } from './disposition.ts';
import { failedCall } from './failed-call.ts';
import { outboundCall } from './outbound-call.ts';
import { runFacts } from './run-facts.ts';
import { tryHere } from './try-here.ts';

/**
 * Makes a call that changes nothing: it can be repeated whenever it fails.
 *
 * @param forLookup the answer decides whether a step happened. A lost body must not count as "it did not": the step
 * would be made again. 204 and 205 never have a body.
 */
export async function callRead(
  definition: UpstreamDefinition,
  method: 'GET' | 'HEAD',
  path: string,
  options: ReadOptions<StandardSchemaV1 | undefined>,
  context: CallContext,
  forLookup = false,
): Promise<unknown> {
  const call = {
    ...outboundCall(definition, method, path, options),
    needsBody: forLookup && method === 'GET',
  };
  const { result } = await tryHere(
    call,
    {
      doubtful: false,
      asked: context.attempt > 1,
      unrepeatable: false,
      patient: context.attempt === 1,
      beforeSend: async () => undefined,
      mayRepeat: () => true,
    },
    context,
  );
  if (result.kind === 'answer') return result.value;
  throw failedCall(call, result, disposition(result, runFacts(call, context)));
}
