import type { BodyReference, WebhookHead } from '../event/webhook-message.ts';
import { eventKey } from '../event/event-identity.ts';
import type { Webhook } from '../event/webhook.ts';
import type { Log } from '../runtime/log.ts';
import type { EventBinding } from '../verification/event-binding.ts';
import type { BodyStore } from './body-store.ts';
import { DeadLetterError, ParkError, eventIdReused } from './event-errors.ts';
import type { EventRecords, StartedAttempt } from './event-records.ts';
import type { FencedRun } from './run-fence.ts';
import { ignoredEvent, type RunHandler } from './run-handler.ts';
import { jsonText } from '../runtime/json-text.ts';
import { waitForStore } from './wait-for-store.ts';
import type { StoreWait } from './wait-for-store.ts';

/** What one attempt touches of the world. */
export interface AttemptDependencies extends StoreWait {
  readonly runHandler: RunHandler;
  readonly maxAttempts: number;
  readonly replaySuspected: 'report' | 'refuse';
  readonly records: EventRecords;
  readonly bodies: BodyStore;
  readonly log: Log;
}

/** What one attempt has learnt so far; read when it ended, however it ended. */
export interface Progress {
  started?: StartedAttempt;
  replaySuspected: boolean;
  /** The id is bound to content that differs from this delivery's. */
  otherContent?: boolean;
  /** The event's type is not in `types`: its handler did not run. */
  ignored?: boolean;
}

/** A result is a note about an event, not a store: DynamoDB items end at 400 KB. */
const maxResultBytes = 100_000;

/**
 * Counts the attempt, makes all checks that must precede any effect, and runs the handler.
 *
 * @returns the handler's result as JSON text; `null` if it cannot be kept: the event is still done, because its
 * effects have happened
 */
export async function attemptEvent(
  head: WebhookHead,
  body: Buffer | BodyReference,
  binding: EventBinding | undefined,
  { run, alone }: { readonly run: FencedRun; readonly alone: boolean },
  progress: Progress,
  { records, bodies, runHandler, ...settings }: AttemptDependencies,
): Promise<string> {
  const { integration, eventId } = head;
  run.assertAlive();
  const started = await waitForStore(
    () => records.startAttempt(eventKey(integration, eventId), { id: run.id, alone }, binding),
    settings,
  );
  if (typeof started === 'string') {
    progress.otherContent = started === 'other-content';
    throw eventIdReused();
  }
  progress.started = started;
  if (started.notBefore !== undefined && started.notBefore > settings.clock.now()) {
    const until = new Date(started.notBefore).toISOString();
    // Another message of the event waits for the same reason, so this one is not late either.
    throw new ParkError('NotYet', `The event waits until ${until}.`, started.notBefore, {
      onPurpose: true,
    });
  }
  if (started.attempt > settings.maxAttempts) {
    progress.started = { ...started, attempt: settings.maxAttempts };
    throw new DeadLetterError(
      'attempts-exhausted',
      `The last of ${String(settings.maxAttempts)} possible attempts ended with its environment: out of memory, killed or timed out.`,
    );
  }
  if (binding !== undefined) {
    run.assertAlive();
    const sighting = await waitForStore(
      () => records.recordBody(integration, binding.signedSha256, eventId),
      settings,
    );
    progress.replaySuspected = sighting.kind === 'seen';
    if (sighting.kind === 'seen' && settings.replaySuspected === 'refuse') {
      throw new DeadLetterError(
        'replay-suspected',
        `The same body came before as event ${sighting.as}, and the provider does not sign its ids.`,
      );
    }
  }
  const webhook: Webhook = {
    ...head,
    body: Buffer.isBuffer(body) ? body : await waitForStore(() => bodies.read(body), settings),
  };
  run.assertAlive();
  const returned = await Promise.race([
    runHandler(webhook, run, started.attempt, started.refusedSince),
    run.expired,
  ]);
  run.assertAlive();
  if (returned === ignoredEvent) {
    progress.ignored = true;
    return 'null';
  }
  const result = jsonText(returned, maxResultBytes);
  if (result.kind === 'text') return result.text;
  settings.log.warn('The result of an event was not kept', { eventId, why: result.why });
  return 'null';
}
