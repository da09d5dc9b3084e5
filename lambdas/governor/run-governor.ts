import { isDeepStrictEqual } from 'node:util';
import type { Metrics } from '../runtime/metrics.ts';
import { carryOut, type CarryingOut } from './carry-out.ts';
import { expireHeld, type Expiring } from './expire-held.ts';
import { publishGauges } from './gauges.ts';
import { lookAround, type Sources } from './look-around.ts';
import { makeAnnouncements, type Announcing } from './make-announcements.ts';
import { nextNotes } from './next-notes.ts';
import { planRun } from './plan-run.ts';
import type { GovernorRecord } from './ports.ts';
import { probeUpstreams, type Probing } from './probe-upstreams.ts';
import { readIntegrations, readUpstream, type GaugeSources } from './read-gauges.ts';
import { releaseLapsed, type Releasing } from './release-lapsed.ts';

/** All that the governor touches of the world. */
export type GovernorDependencies = Sources &
  Releasing &
  Probing &
  Expiring &
  Omit<CarryingOut, 'mayAct'> &
  Announcing &
  GaugeSources & { readonly record: GovernorRecord; readonly metrics: Metrics };

/** Runs come once a minute: one that was killed holds up one other at the most. */
const leaseMs = 55_000;

/**
 * One run of the governor: looks at everything, and sets each mapping to what it ought to be by that. It
 * remembers next to nothing, so that whatever went wrong before it mends.
 */
export async function runGovernor(dependencies: GovernorDependencies): Promise<void> {
  const { clock, record, log, metrics } = dependencies;
  const owner = dependencies.newId();
  const leaseEnds = clock.now() + leaseMs;
  const notes = await record.take(owner, clock.now(), leaseMs);
  if (notes === undefined) {
    log.info('Another run of the governor is under way');
    return;
  }
  const seen = await lookAround(notes, dependencies);
  const released = await releaseLapsed(seen, dependencies);
  const readings = await probeUpstreams(released, dependencies);

  const plan = planRun(readings, clock.now());
  // Before it acts: a run that is lost then has let nobody go who is not known to catch up.
  const next = nextNotes(plan);
  if (!isDeepStrictEqual(next, notes) && !(await record.save(owner, next))) {
    log.warn('The run took too long; another one has begun');
    return;
  }
  await carryOut(plan, { ...dependencies, mayAct: () => clock.now() < leaseEnds });
  await expireHeld(plan, dependencies);
  await Promise.all(
    [...readings.snapshots].map(([name, snapshot]) =>
      makeAnnouncements(name, snapshot, dependencies),
    ),
  );
  const integrations = await readIntegrations(plan, readings, dependencies);
  const upstreams = plan.upstreams.map(({ view }) => readUpstream(view));
  await record.release(owner);
  publishGauges(metrics, integrations, upstreams, clock.now());
  metrics.flush();
}
