import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { Snapshot } from '../breaker/snapshot.ts';
import { inBatches } from '../operations/in-batches.ts';
import type { Log } from '../runtime/log.ts';
import type { Fleet, FleetIntegration } from './fleet.ts';
import type { Mapping } from './mapping.ts';
import type { GovernorNotes } from './notes.ts';
import type { HoldQueues, Mappings, Pauses, QueueCounts, Queues } from './ports.ts';
import type { Readings } from './readings.ts';

export interface Sources {
  readonly fleet: Fleet;
  readonly breakers: BreakerStore;
  readonly pauses: Pauses;
  readonly mappings: Mappings;
  readonly queues: Queues;
  readonly holdQueues: HoldQueues;
  readonly log: Log;
}

/** The least that Lambda can be told. */
const leastConcurrency = 2;
/** Looked at side by side: AWS throttles who asks for a hundred at once. */
export const atOnce = 10;

/** Reads everything that a run decides on. One that cannot be read keeps no other from being governed. */
export async function lookAround(notes: GovernorNotes, sources: Sources): Promise<Readings> {
  const { breakers, queues, log } = sources;
  const [pauses, mappings] = await Promise.all([sources.pauses.all(), sources.mappings.read()]);
  const fleet = withLeftovers(sources.fleet, mappings);
  const snapshots = new Map<string, Snapshot>();
  await inBatches(fleet.upstreams, atOnce, async (some) => {
    await Promise.all(
      some.map(async ({ name }) => {
        try {
          snapshots.set(name, await breakers.read(name));
        } catch (error) {
          log.warn('A breaker could not be read', { upstream: name, error: nameOf(error) });
        }
      }),
    );
  });
  const held = new Map<string, number>();
  const called = fleet.upstreams.map(({ name }) => name);
  await inBatches([...new Set([...called, ...(notes.holdQueues ?? [])])], atOnce, async (some) => {
    await Promise.all(
      some.map(async (name) => {
        try {
          const counted = await sources.holdQueues.count(name);
          if (counted !== undefined) held.set(name, counted);
        } catch (error) {
          log.warn('A hold queue could not be counted', { upstream: name, error: nameOf(error) });
        }
      }),
    );
  });
  const counts = new Map<string, QueueCounts>();
  const absent = new Set<string>();
  await inBatches(fleet.integrations, atOnce, async (some) => {
    await Promise.all(
      some.map(async ({ name }) => {
        try {
          const counted = await queues.count(name);
          if (counted === undefined) absent.add(name);
          else counts.set(name, counted);
        } catch (error) {
          log.warn('A queue could not be counted', { integration: name, error: nameOf(error) });
        }
      }),
    );
  });
  return { fleet, notes, snapshots, pauses, mappings, counts, held, absent };
}

/**
 * Integrations that were taken off the list while their stacks stand: their events are to be processed
 * still, so a mapping that was disabled then must not stay so. Nothing is known of them but their mapping.
 */
function withLeftovers(fleet: Fleet, mappings: ReadonlyMap<string, Mapping>): Fleet {
  const listed = new Set(fleet.integrations.map(({ name }) => name));
  const leftovers = [...mappings]
    .filter(([name]) => !listed.has(name))
    .map(([name, { maximumConcurrency = leastConcurrency }]): FleetIntegration => ({
      name,
      provider: '',
      upstreams: [],
      maxConcurrency: maximumConcurrency,
      whenUpstreamDown: 'continue',
    }));
  return { ...fleet, integrations: [...fleet.integrations, ...leftovers] };
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
