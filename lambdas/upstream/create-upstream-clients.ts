import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type {
  ReadOptions,
  StepOptions,
  UpstreamClient,
  UpstreamReader,
} from '../contract/upstream-client.ts';
import { isUpstreamError, type UpstreamError } from '../contract/upstream-error.ts';
import { eventKey } from '../event/event-identity.ts';
import { callRead } from './read-call.ts';
import type { CallContext, UpstreamSession } from './call-context.ts';
import { ObservedPromise } from './observed-promise.ts';
import type { Method } from './outbound-call.ts';
import { callStep } from './call-step.ts';
import { StepJournal } from './step-journal.ts';
import { claimStep } from './step-name.ts';
import { pendingUndo, undoEvent } from './undo-event.ts';

/** The clients of one run of one event. */
export function createUpstreamClients<Name extends string>(
  definitions: Readonly<Record<Name, UpstreamDefinition>>,
  context: CallContext,
): UpstreamSession<Name> {
  const { webhook } = context;
  const event = eventKey(webhook.integration, webhook.eventId);
  const journal = new StepJournal(event, context);
  const claimed = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  const failed: FailedCall[] = [];
  let unknown: UpstreamError | undefined;

  /** Calls that a handler forgets to await must not run on beside the next event, nor fail unseen. */
  function tracked<T>(promise: Promise<T>, step?: string): Promise<T> {
    const call = ObservedPromise.of(promise);
    underWay.add(promise);
    promise.then(
      () => underWay.delete(promise),
      (error: unknown) => {
        underWay.delete(promise);
        failed.push({ call, error, step });
        if (isUnknownOutcome(error)) unknown ??= error;
      },
    );
    return call;
  }

  /** A step that may have acted, and of which a later run finds out: its event is not done. */
  async function isOpen(step: string | undefined): Promise<boolean> {
    const state = step === undefined ? undefined : (await journal.find(step))?.state;
    return state === 'started' || state === 'unsettled';
  }

  function client(definition: UpstreamDefinition): UpstreamClient {
    const readerOf = (forLookup: boolean) => {
      const read = (method: 'GET' | 'HEAD', path: string, options: Read = {}) =>
        callRead(definition, method, path, options, context, forLookup);
      return {
        name: definition.name,
        get: (path: string, options?: Read) => tracked(read('GET', path, options)),
        head: (path: string, options?: Read) =>
          tracked(read('HEAD', path, options).then(() => undefined)),
      } as UpstreamReader;
    };
    const reader = readerOf(true);

    const step = (method: Method) => (path: string, options: Step) =>
      tracked(
        (async () => {
          claimStep(claimed, definition, method, path, options);
          return callStep({
            ...{ definition, method, path, options, reader, journal, context },
            undoing: false,
          });
        })(),
        // A handler in JavaScript gets past the types.
        (options as Step | undefined)?.step,
      );
    return {
      ...readerOf(false),
      post: step('POST'),
      put: step('PUT'),
      patch: step('PATCH'),
      delete: step('DELETE'),
    } as UpstreamClient;
  }

  const entries = Object.entries<UpstreamDefinition>(definitions);
  const clients = Object.fromEntries(entries.map(([name, one]) => [name, client(one)]));
  const undoing = { definitions: entries.map(([, one]) => one), journal, context };
  return {
    clients: clients as Readonly<Record<Name, UpstreamClient>>,
    async finish() {
      while (underWay.size > 0) await Promise.all(underWay);
      if (unknown !== undefined) throw unknown;
      const unseen = failed.find(({ call }) => !call.observed);
      if (unseen !== undefined) throw unseen.error;
      for (const { step, error } of failed) if (await isOpen(step)) throw error;
    },
    async drain() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    unknownOutcome: () => unknown,
    pendingUndo: () => pendingUndo(undoing),
    undo: (why) => undoEvent(why, undoing),
  };
}

interface FailedCall {
  readonly call: ObservedPromise<unknown>;
  readonly error: unknown;
  /** Undefined for a reading call. */
  readonly step: string | undefined;
}

type Read = ReadOptions<StandardSchemaV1 | undefined>;
type Step = StepOptions<StandardSchemaV1 | undefined>;

function isUnknownOutcome(error: unknown): error is UpstreamError {
  return (
    isUpstreamError(error) &&
    error.disposition.kind === 'dead-letter' &&
    error.disposition.reason === 'outcome-unknown'
  );
}
