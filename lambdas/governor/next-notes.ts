import { isDeepStrictEqual } from 'node:util';
import { isAsWanted } from './mapping.ts';
import type { GovernorNotes, IntegrationNote, UpstreamNote } from './notes.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';

/** What the next run has to know. Whatever is at rest leaves no note. Pure. */
export function nextNotes(plan: RunPlan): GovernorNotes {
  const { upstreams, integrations, holdQueues, heldSince } = plan;
  const waitedFor: Record<string, UpstreamNote> = {};
  for (const [name, since] of heldSince) waitedFor[name] = { heldSince: since };
  for (const { upstream, downSince } of upstreams) {
    if (downSince === undefined) continue;
    waitedFor[upstream.name] = { ...waitedFor[upstream.name], downSince };
  }
  const notes = integrations
    .map((plan): [string, IntegrationNote] => [plan.integration.name, noteOf(plan)])
    .filter(([, note]) => Object.keys(note).length > 0);
  return {
    upstreams: waitedFor,
    integrations: Object.fromEntries(notes),
    ...(holdQueues.length > 0 && { holdQueues }),
  };
}

/** Told the same in the last run, and still not so. */
export function isMappingWrong({ mapping, note, wanted }: IntegrationPlan): boolean {
  if (mapping === undefined) return true;
  return !isAsWanted(mapping, wanted) && isDeepStrictEqual(note.told, wanted);
}

function noteOf({ mapping, stop, wanted }: IntegrationPlan): IntegrationNote {
  const isOff = mapping !== undefined && !isAsWanted(mapping, wanted);
  return {
    ...(stop !== undefined && { pausedSince: stop.since }),
    ...(stop?.resumedAt !== undefined && { resumedAt: stop.resumedAt }),
    ...(isOff && { told: wanted }),
  };
}
