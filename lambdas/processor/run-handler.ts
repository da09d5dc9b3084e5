import type {
  AnyHandledIntegration,
  HandlerContext,
  Upstreams,
} from '../contract/define-integration.ts';
import { wantsType } from '../contract/event-types.ts';
import type { Webhook } from '../event/webhook.ts';
import type { CallContext } from '../upstream/call-context.ts';
import { createUpstreamClients } from '../upstream/create-upstream-clients.ts';
import { logWith } from '../runtime/log.ts';
import { DeadLetterError } from './event-errors.ts';
import { parseEvent } from './parse-event.ts';
import { refusedForGood } from './refused-for-good.ts';
import type { FencedRun } from './run-fence.ts';

/**
 * Runs an integration's own code for one webhook.
 *
 * @param attempt 1 for the first run that counts
 * @param refusedSince since when the event has waited for what refuses it; ms since the epoch
 * @returns what the handler returned; `ignoredEvent` if the integration does not list the event's type
 * @throws what the handler or a call it made threw
 */
export type RunHandler = (
  webhook: Webhook,
  run: FencedRun,
  attempt: number,
  refusedSince?: number,
) => Promise<unknown>;

export const ignoredEvent = Symbol('ignored event');

/** What calls to upstreams need beside the run itself. */
export type CallDependencies = Omit<CallContext, 'webhook' | 'run' | 'attempt'>;

/** Runs `handle` with a client for each of its upstreams; takes steps back if it refuses for good. */
export function runHandle(integration: AnyHandledIntegration, calls: CallDependencies): RunHandler {
  return async (webhook, run, attempt) => {
    const session = createUpstreamClients(integration.upstreams ?? {}, {
      ...calls,
      webhook,
      run,
      attempt,
    });
    const begunBefore = await session.pendingUndo();
    if (begunBefore !== undefined) {
      await session.undo(begunBefore);
      throw new DeadLetterError(begunBefore.reason, begunBefore.error.message);
    }
    // Later than what was begun: undoing needs neither the handler nor its schema.
    if (!wantsType(integration.types, webhook.type)) return ignoredEvent;
    const parsed = await parseEvent(webhook, integration.event);
    if (parsed.kind === 'mismatch') throw new DeadLetterError('payload-mismatch', parsed.problem);
    const { integration: name, eventId, correlationId } = webhook;
    const context = {
      ...session.clients,
      log: logWith(calls.log, { integration: name, eventId, correlationId }),
      webhook,
      signal: run.signal,
      attempt,
    } as HandlerContext<Upstreams>;
    try {
      const returned = await integration.handle(parsed.event as never, context as never);
      await session.finish();
      return returned;
    } catch (error) {
      await session.drain();
      const refusal = refusedForGood(error);
      if (refusal !== undefined) await session.undo(refusal);
      // Whatever the handler made of it: no retry tells what became of that step.
      throw session.unknownOutcome() ?? error;
    }
  };
}
