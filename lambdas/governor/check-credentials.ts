import { inBatches } from '../operations/in-batches.ts';
import { atOnce } from './look-around.ts';
import type { FleetIntegration, FleetUpstream } from './fleet.ts';
import { nameOf } from './look-around.ts';
import type { Readings } from './readings.ts';
import type { Watching } from './watch-upstreams.ts';

/** How long a run waits for an answer; a processor looks into one secret. */
const patienceMs = 10_000;

/**
 * Has the processor of an integration look whether an upstream whose credential was refused has another one
 * by now: only processors may read the secret.
 *
 * @returns the readings as they are afterwards
 */
export async function checkCredentials(
  readings: Readings,
  { breakers, probes, log }: Omit<Watching, 'holdQueues' | 'clock'>,
): Promise<Readings> {
  const snapshots = new Map(readings.snapshots);
  const check = async (upstream: string, integration: string): Promise<void> => {
    try {
      const { kind } = await probes.probe(integration, upstream, patienceMs);
      log.info('Checked a refused credential', { upstream, integration, result: kind });
      snapshots.set(upstream, await breakers.read(upstream));
    } catch (error) {
      log.warn('A processor could not be asked about a refused credential', {
        ...{ upstream, integration, error: nameOf(error) },
      });
    }
  };
  await inBatches(readings.fleet.upstreams.filter(isIsolatedIn(readings)), atOnce, async (some) => {
    await Promise.all(
      some.map(async ({ name }) => {
        const caller = readings.fleet.integrations.find((one) => callsIt(one, name, readings));
        if (caller !== undefined) await check(name, caller.name);
      }),
    );
  });
  return { ...readings, snapshots };
}

/** What an operator has isolated, only an operator releases. */
function isIsolatedIn({ snapshots }: Readings) {
  return ({ name }: FleetUpstream): boolean => {
    const mode = snapshots.get(name)?.mode;
    return mode?.kind === 'isolated' && mode.credentialVersion !== undefined;
  };
}

function callsIt({ name, upstreams }: FleetIntegration, upstream: string, { mappings }: Readings) {
  return upstreams.includes(upstream) && mappings.has(name);
}
