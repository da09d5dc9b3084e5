import { isDeepStrictEqual } from 'node:util';
import type { GovernorNotes, IntegrationNote } from './notes.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';
import { isAsWanted, rampAfter } from './stand.ts';

/** What the next run has to know. Whatever is at rest leaves no note. Pure. */
export function nextNotes({ upstreams, integrations }: RunPlan): GovernorNotes {
  const down = upstreams.flatMap(
    ({ view: { upstream, downSince } }): [string, { downSince: number }][] =>
      downSince === undefined ? [] : [[upstream.name, { downSince }]],
  );
  const notes = integrations
    .map((plan): [string, IntegrationNote] => [plan.view.integration.name, noteOf(plan, down)])
    .filter(([, note]) => Object.keys(note).length > 0);
  return { upstreams: Object.fromEntries(down), integrations: Object.fromEntries(notes) };
}

/** Told the same in the last run, and still not so. */
export function isMappingWrong({ view: { mapping, note }, wanted }: IntegrationPlan): boolean {
  if (mapping === undefined || wanted === undefined) return mapping === undefined;
  return !isAsWanted(mapping, wanted) && isDeepStrictEqual(note.told, wanted);
}

function noteOf(
  { view: { mapping, note }, stand, hold, wanted }: IntegrationPlan,
  down: readonly (readonly [string, unknown])[],
): IntegrationNote {
  const ramp = rampAfter(stand, note.ramp);
  const idleProbes = Object.entries(note.idleProbes ?? {}).filter(([upstream]) =>
    down.some(([name]) => name === upstream),
  );
  const isOff = mapping !== undefined && wanted !== undefined && !isAsWanted(mapping, wanted);
  return {
    ...(ramp !== undefined && { ramp }),
    ...(hold !== undefined && { heldSince: hold.since }),
    ...(hold?.atRestSince !== undefined && { atRestSince: hold.atRestSince }),
    ...(idleProbes.length > 0 && { idleProbes: Object.fromEntries(idleProbes) }),
    ...(isOff && { told: wanted }),
  };
}
