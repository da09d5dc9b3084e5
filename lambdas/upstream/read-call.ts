import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { ReadOptions } from '../contract/upstream-client.ts';
import type { CallContext } from './call-context.ts';
import { disposition } from './disposition.ts';
import { failedCall } from './failed-call.ts';
import { outboundCall } from './outbound-call.ts';
import { runFacts } from './run-facts.ts';
import { tryHere } from './try-here.ts';

/** Makes a call that changes nothing: it can be repeated whenever it fails. */
export async function callRead(
  definition: UpstreamDefinition,
  method: 'GET' | 'HEAD',
  path: string,
  options: ReadOptions<StandardSchemaV1 | undefined>,
  context: CallContext,
): Promise<unknown> {
  const call = outboundCall(definition, method, path, options);
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
