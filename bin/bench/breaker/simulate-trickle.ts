import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { encodeMessage } from '../../../lambdas/event/webhook-message.ts';
import { BreakerGate } from '../../../lambdas/breaker/breaker-gate.ts';
import { SharedHealth } from '../../../lambdas/breaker/shared-health.ts';
import { limitsOf } from '../../../lambdas/contract/integration-limits.ts';
import type { Json } from '../../../lambdas/processor/outcome.ts';
import { processRecord } from '../../../lambdas/processor/process-record.ts';
import { runHandle } from '../../../lambdas/processor/run-handler.ts';
import type { RunOnce } from '../../../lambdas/processor/run-once.ts';
import { settle } from '../../../lambdas/processor/settle.ts';
import type { UpstreamGate } from '../../../lambdas/upstream/gate.ts';
import { memoryStepStore } from '../../../lambdas/upstream/memory-step-store.ts';
import { sharedTools } from '../../../lambdas/upstream/shared-tools.ts';
import { noCredentials } from '../../../test/support/no-credentials.ts';
import { recordingLog } from '../../../test/support/recording-log.ts';
import { webhook } from '../../../test/support/webhook.ts';
import { seededRandom } from '../seeded-random.ts';
import { courseOf } from './fault.ts';
import { memoryEventRecords } from './memory-event-records.ts';
import { meteredBreakerStore, meteredSlotStore, type Bill } from './metered-stores.ts';
import { judges, type FleetOutcome, type FleetRun } from './simulate-fleet.ts';
import { simulatedPools } from './simulated-pools.ts';
import { VirtualTime } from './virtual-time.ts';

export interface TrickleOutcome extends FleetOutcome {
  readonly events: number;
  readonly deadLettered: number;
  /** Events that were still waiting when the simulation ended. */
  readonly left: number;
}

const crm = defineUpstream({
  name: 'crm',
  baseUrl: 'http://127.0.0.1:1',
  idempotency: { header: 'Idempotency-Key' },
});

const integration = defineIntegration({
  name: 'orders',
  provider: 'stripe',
  upstreams: { crm },
  async handle(_event: unknown, { crm, webhook: { eventId } }) {
    await crm.post('/contacts', { step: 'create', json: { eventId } });
  },
});

const minuteMs = 60_000;
const epochStart = Date.UTC(2026, 0, 1);
const warmUpMs = 30 * minuteMs;
/** Lambda ends idle environments; the next one knows nothing but what is shared. */
const environmentLifeMs = 20 * minuteMs;
/** Longer than the longest opening and its hold, several times. */
const recoveryMs = 120 * minuteMs;
const afterTripMs = 10_000;
const { timeoutSeconds, maxAttempts } = limitsOf(integration);

/**
 * An integration with a few events an hour, run by the product's own processor, client and breaker: its
 * attempts are counted, its failures come back through a queue, and what dies is dead-lettered.
 */
export async function simulateTrickle(run: FleetRun): Promise<TrickleOutcome> {
  const random = seededRandom(run.seed);
  const time = new VirtualTime(epochStart);
  const faultAt = epochStart + warmUpMs + minuteMs * random();
  const faultEnds = faultAt + run.observedSeconds * 1_000;
  const bill: Bill = { writeUnits: 0, readUnits: 0 };
  const slots = meteredSlotStore(bill);
  const store = meteredBreakerStore(bill);
  const { log } = recordingLog();
  const tools = { clock: time, random };
  let ids = 0;
  const newId = () => `id-${String((ids += 1))}`;
  let openedAt: number | undefined;
  let calls = 0;
  const pools = simulatedPools(time, () => {
    const isCounted = openedAt === undefined || time.now() <= openedAt + afterTripMs;
    if (time.now() >= faultAt && time.now() < faultEnds && isCounted) calls += 1;
    const sinceMs = time.now() < faultEnds ? time.now() - faultAt : -1;
    return courseOf(run.fault, { sinceMs, place: 0 }, random);
  });

  let deadLettered = 0;
  const hiddenUntil = new Map<string, number>();
  const records = memoryEventRecords(() => time.now());
  const steps = memoryStepStore();
  const startEnvironment = () => {
    const health = {
      ...{ slots, ...tools, environment: newId(), judge: judges[run.rule] },
      onFailure(error: unknown) {
        throw error;
      },
    };
    const breakers = new BreakerGate([crm], {
      ...{ store, newId, ...tools },
      healthOf: (circuit) => new SharedHealth(circuit, health),
      announce: async (_circuit, { to }) => {
        if (to === 'open' && time.now() >= faultAt) openedAt ??= time.now();
      },
    });
    // The guide knows no last attempt that waits.
    const gate: UpstreamGate =
      run.rule === 'breakwater'
        ? breakers
        : {
            admit: (call) => breakers.admit(call),
            holding: (released) => breakers.holding(released),
            exhausted: async () => undefined,
          };
    const context = {
      ...{ ...tools, log, gate, steps, credentials: noCredentials },
      metrics: { add: () => undefined, flush: () => undefined },
      tools: { ...sharedTools(time), pools },
    };
    return {
      endsAt: time.now() + environmentLifeMs,
      dependencies: {
        ...{ ...tools, log, gate, records, newId, maxAttempts },
        integration: integration.name,
        runHandler: runHandle(integration, context),
        replaySuspected: 'report' as const,
        whenUpstreamDown: 'continue' as const,
        once: runAlways,
        bodies: { read: () => Promise.reject(new Error('No body was stored.')) },
        deadLetters: { enter: async () => undefined, markDone: async () => undefined },
        archive: { keep: async () => undefined, read: async () => undefined },
        queue: {
          hide: async (receiptHandle: string, seconds: number) => {
            hiddenUntil.set(receiptHandle, time.now() + seconds * 1_000);
          },
          // There is no governor here either: a held event waits in its own queue and looks again.
          hold: () => Promise.reject(new Error('There is no hold queue.')),
          deadLetter: async () => `dead-${String((deadLettered += 1))}`,
        },
      },
    };
  };
  let environment = startEnvironment();

  const receive = async (text: string, sentAt: number, receiveCount: number): Promise<void> => {
    if (time.now() >= environment.endsAt) environment = startEnvironment();
    const { dependencies } = environment;
    const receiptHandle = newId();
    const record = {
      ...{ messageId: receiptHandle, receiptHandle, text, sentAt, receiveCount },
      ...{ acceptedAt: sentAt, released: [] },
    };
    const invocation = { leaseEnds: time.now() + timeoutSeconds * 1_000, alone: true };
    const processed = await processRecord(record, invocation, dependencies);
    if ((await settle(processed, dependencies)) === 'remove') {
      left -= 1;
      return;
    }
    const backAt = hiddenUntil.get(receiptHandle) ?? time.now() + 6 * timeoutSeconds * 1_000;
    await time.sleep(Math.max(0, backAt - time.now()));
    return receive(text, sentAt, receiveCount + 1);
  };

  let events = 0;
  let left = 0;
  const arrive = () => {
    const nextAt = time.now() - (Math.log(1 - random()) * 1_000) / run.callsPerSecond;
    if (nextAt < faultEnds) time.plan(nextAt, arrive);
    events += 1;
    left += 1;
    const text = encodeMessage(webhook({ eventId: newId(), body: Buffer.from('{}') }));
    return time.start(() => receive(text, time.now(), 1));
  };
  time.plan(epochStart, arrive);

  await time.runUntil(faultAt);
  const before = { ...bill };
  await time.runUntil(faultEnds);
  const after = { ...bill };
  await time.runUntil(faultEnds + recoveryMs);
  return {
    detectionSeconds: openedAt === undefined ? undefined : (openedAt - faultAt) / 1_000,
    calls,
    events,
    deadLettered,
    left,
    bill: {
      writeUnits: after.writeUnits - before.writeUnits,
      readUnits: after.readUnits - before.readUnits,
    },
  };
}

/** As Powertools runs what was never run: nothing comes twice here. */
const runAlways: RunOnce = async (_request, run) => {
  try {
    return { kind: 'ran', result: (await run()) as Json };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
};
