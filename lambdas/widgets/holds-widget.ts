import type { Fleet } from '../governor/fleet.ts';
import { holdsHtml } from '../html/holds-html.ts';
import type { Html } from '../html/html.ts';
import { StageHolds } from '../operations/stage-holds.ts';
import { widgetControls } from './widget-controls.ts';
import type { WidgetEvent } from './widget-event.ts';
import { viewerOf } from './widget-sources.ts';
import type { WidgetSources } from './widget-sources.ts';

/** Breakers that are not closed and integrations that are paused. */
export async function holdsWidget(
  event: WidgetEvent,
  { fleet, breakers, pauses, clock, actEndpoint }: WidgetSources,
): Promise<Html> {
  const holds = new StageHolds({ breakers, pauses }, clock.now());
  const [rows, integrations] = await Promise.all([
    holds.breakerRows(callersIn(fleet)),
    Promise.all(
      fleet.integrations.map(async ({ name }) => ({ name, pause: await holds.pauseOf(name) })),
    ),
  ]);
  const controls = widgetControls(actEndpoint, { view: 'holds' });
  const page = { breakers: rows, integrations, controls, typed: event.typed };
  return holdsHtml(page, viewerOf(event, clock));
}

/** By upstream: the names of the integrations that call it. */
function callersIn({ integrations, upstreams }: Fleet): ReadonlyMap<string, readonly string[]> {
  return new Map(
    upstreams.map(({ name }) => [
      name,
      integrations.filter((one) => one.upstreams.includes(name)).map((one) => one.name),
    ]),
  );
}
