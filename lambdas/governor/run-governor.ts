import { isDeepStrictEqual } from 'node:util';
import type { Metrics } from '../runtime/metrics.ts';
import { carryOut, type CarryingOut } from './carry-out.ts';
import { checkCredentials } from './check-credentials.ts';
import { expireHeld, type Expiring } from './expire-held.ts';
import { publishGauges } from './gauges.ts';
import { lookAround, type Sources } from './look-around.ts';
import { makeAnnouncements, type Announcing } from './make-announcements.ts';
import { nextNotes } from './next-notes.ts';
import { planRun } from './plan-run.ts';
import type { GovernorRecord, TakenRecord } from './ports.ts';
import { readIntegrations, readUpstream, type GaugeSources } from './read-gauges.ts';
import { releaseLapsed, type Releasing } from './release-lapsed.ts';
import { tidyHoldQueues } from './tidy-hold-queues.ts';
import { watchUpstreams, type Watching } from './watch-upstreams.ts';

/** All that the governor touches of the world. */
export type GovernorDependencies = Sources &
  Releasing &
  Watching &
  Expiring &
  Omit<CarryingOut, 'mayAct'> &
  Announcing &
  GaugeSources & { readonly record: GovernorRecord; readonly metrics: Metrics };

/** Runs are scheduled so often. */
const everyMs = 60_000;
/** A run ends so long before the next one is scheduled. */
const endsEarlyMs = 3_000;
/** A run finds another one at work for at most so long before it leaves the work to that one. */
const patienceMs = 5_000;
const askAgainMs = 250;

/**
 * One run of the governor: looks at everything, sets each mapping to what it ought to be, and looks after the
 * hold queues until the next run or until no event waits. It remembers next to nothing, so that whatever
 * went wrong before it mends.
 *
 * @param trigger `change`: a breaker has changed, and events may wait before the next scheduled run
 */
export async function runGovernor(
  dependencies: GovernorDependencies,
  trigger: 'schedule' | 'change' = 'schedule',
): Promise<void> {
  const { clock, record, log, metrics } = dependencies;
  const owner = dependencies.newId();
  const taken = await takeRecord(owner, trigger, dependencies);
  if (taken === undefined) {
    log.info('Another run of the governor is under way');
    return;
  }
  const startedAt = clock.now();
  const endsAt = endOf(trigger, taken, startedAt);
  const leaseEnds = startedAt + everyMs;
  const seen = await lookAround(taken.notes, dependencies);
  const released = await releaseLapsed(seen, dependencies);
  const readings = await checkCredentials(released, dependencies);

  const plan = planRun(readings, clock.now());
  // Before it acts: a run that is lost then has resumed nothing that is not known to be resuming.
  const next = nextNotes(plan);
  if (!isDeepStrictEqual(next, taken.notes) && !(await record.save(owner, next))) {
    log.warn('The run took too long; another one has begun');
    return;
  }
  await carryOut(plan, { ...dependencies, mayAct: () => clock.now() < leaseEnds });
  const watching = watchUpstreams(plan, readings.held, endsAt, dependencies);
  if (trigger === 'schedule') {
    await expireHeld(plan, dependencies);
    await Promise.all(
      [...readings.snapshots].map(([name, snapshot]) =>
        makeAnnouncements(name, snapshot, dependencies),
      ),
    );
    const integrations = await readIntegrations(plan, readings, dependencies);
    publishGauges(metrics, integrations, plan.upstreams.map(readUpstream), clock.now());
    metrics.flush();
    await tidyHoldQueues(readings, plan, endsAt, dependencies);
  }
  await watching;
  await record.release(owner);
}

async function takeRecord(
  owner: string,
  trigger: 'schedule' | 'change',
  { record, clock }: GovernorDependencies,
): Promise<TakenRecord | undefined> {
  const givesUpAt = clock.now() + patienceMs;
  for (;;) {
    const taken = await record.take(owner, clock.now(), everyMs, trigger === 'schedule');
    if (taken !== undefined || clock.now() >= givesUpAt) return taken;
    await clock.sleep(askAgainMs);
  }
}

/** Before the next scheduled run, so that one is always at work while events wait. */
function endOf(trigger: 'schedule' | 'change', { scheduledAt }: TakenRecord, now: number): number {
  const since =
    trigger === 'schedule' || scheduledAt === undefined ? 0 : (now - scheduledAt) % everyMs;
  return now + Math.max(0, everyMs - endsEarlyMs - since);
}
