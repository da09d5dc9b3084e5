import { breakerActor } from '../breaker/breaker-actor.ts';
import { stateName } from '../breaker/snapshot.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { IntegrationReading, UpstreamReading } from './gauges.ts';
import { atOnce, nameOf } from './look-around.ts';
import { lookAtQueue, type LookDependencies } from './look-at-queue.ts';
import { inBatches } from '../operations/in-batches.ts';
import { isMappingWrong } from './next-notes.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';
import type { QueueCounts } from './ports.ts';
import type { Readings } from './readings.ts';
import type { UpstreamView } from './upstream-view.ts';

export interface GaugeSources extends LookDependencies {
  readonly letters: Letters;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Letters {
  /** When the oldest dead letter died; ms since the epoch. Undefined where there is none. */
  oldestDeadAt(integration: string): Promise<number | undefined>;
}

/** What the gauges of this run say of each integration whose queue could be looked at. */
export async function readIntegrations(
  { integrations }: RunPlan,
  { counts }: Readings,
  sources: GaugeSources,
): Promise<IntegrationReading[]> {
  const readings: IntegrationReading[] = [];
  await inBatches(integrations, atOnce, async (some) => {
    await Promise.all(
      some.map(async (plan) => {
        const { name } = plan.integration;
        const counted = counts.get(name);
        if (counted === undefined) return;
        try {
          readings.push(await readIntegration(plan, counted, sources));
        } catch (error) {
          sources.log.warn('A queue could not be looked at', {
            ...{ integration: name, error: nameOf(error) },
          });
        }
      }),
    );
  });
  return readings;
}

async function readIntegration(
  plan: IntegrationPlan,
  { visible, inFlight, deadLetters }: QueueCounts,
  sources: GaugeSources,
): Promise<IntegrationReading> {
  const { pause, waits, isResuming } = plan;
  const integration = plan.integration.name;
  const now = sources.clock.now();
  const [findings, oldestDeadAt] = await Promise.all([
    lookAtQueue(
      integration,
      { now, visible, inFlight, held: pause !== undefined || waits || isResuming },
      sources,
    ),
    deadLetters === 0 ? undefined : sources.letters.oldestDeadAt(integration),
  ]);
  return {
    ...{ integration, visible, inFlight, deadLetters },
    oldestSeconds: findings.oldestSeconds,
    overdueSeconds: findings.overdueSeconds,
    heldOnPurpose: findings.heldOnPurpose,
    mappingWrong: isMappingWrong(plan),
    oldestDeadLetterSeconds:
      oldestDeadAt === undefined ? 0 : Math.max(0, (now - oldestDeadAt) / 1_000),
    pausedByPersonSince: pause?.since,
  };
}

export function readUpstream({ upstream, snapshot, downSince }: UpstreamView): UpstreamReading {
  const { mode } = snapshot;
  return {
    upstream: upstream.name,
    state: stateName(snapshot),
    heldByPerson: snapshot.mode.kind !== 'auto' && snapshot.mode.by !== breakerActor,
    since: mode.kind === 'auto' ? downSince : mode.since,
  };
}
