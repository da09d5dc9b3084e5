import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { Snapshot } from '../breaker/snapshot.ts';
import type { ProbeReport } from '../processor/probe-report.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { nameOf } from './look-around.ts';
import type { GovernorNotes } from './notes.ts';
import { planProbes } from './plan-probes.ts';
import { planRun } from './plan-run.ts';
import type { Probes } from './ports.ts';
import type { Readings } from './readings.ts';

export interface Probing {
  readonly breakers: BreakerStore;
  readonly probes: Probes;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long a run waits for all of its probes; one that takes longer goes on by itself. */
const patienceMs = 30_000;

/**
 * Has each upstream that is down, and that may be tried now, probed by one integration after the other,
 * until one of them has called it.
 *
 * @returns the readings as they are afterwards
 */
export async function probeUpstreams(readings: Readings, probing: Probing): Promise<Readings> {
  const { clock } = probing;
  const startedAt = clock.now();
  const { upstreams, integrations } = planRun(readings, startedAt);
  const snapshots = new Map(readings.snapshots);
  let { notes } = readings;
  await Promise.all(
    upstreams.map(async ({ view }) => {
      const upstream = view.upstream.name;
      const candidates = planProbes(view, integrations, startedAt);
      for (const integration of candidates) {
        const leftMs = startedAt + patienceMs - clock.now();
        if (leftMs <= 0) break;
        const report = await probe(integration, upstream, leftMs, probing);
        notes = noteProbe(notes, integration, view.snapshot, upstream, report);
        if (report === 'called' || report === 'unanswered') break;
      }
      if (candidates.length === 0) return;
      const snapshot = await probing.breakers.read(upstream).catch(() => undefined);
      if (snapshot === undefined) snapshots.delete(upstream);
      else snapshots.set(upstream, snapshot);
    }),
  );
  return { ...readings, notes, snapshots };
}

type ProbeResult = ProbeReport['kind'] | 'unanswered' | 'failed';

async function probe(
  integration: string,
  upstream: string,
  leftMs: number,
  { probes, log }: Probing,
): Promise<ProbeResult> {
  try {
    const { kind } = await probes.probe(integration, upstream, leftMs);
    log.info('Probed an upstream', { upstream, integration, result: kind });
    return kind;
  } catch (error) {
    log.warn('A processor could not be asked to probe', {
      ...{ upstream, integration, error: nameOf(error) },
    });
    return 'failed';
  }
}

/** Counts probes that came to their end without calling; a call begins the count afresh. */
function noteProbe(
  notes: GovernorNotes,
  integration: string,
  { epoch }: Snapshot,
  upstream: string,
  result: ProbeResult,
): GovernorNotes {
  if (result !== 'not-called' && result !== 'called') return notes;
  const note = notes.integrations[integration] ?? {};
  const { [upstream]: before, ...others } = note.idleProbes ?? {};
  const count = before?.epoch === epoch ? before.count + 1 : 1;
  const idleProbes = result === 'called' ? others : { ...others, [upstream]: { count, epoch } };
  return {
    ...notes,
    integrations: { ...notes.integrations, [integration]: { ...note, idleProbes } },
  };
}
