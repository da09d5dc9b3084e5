import { holdsHtml } from '../html/holds-html.ts';
import type { Html } from '../html/html.ts';
import { upstreamsIn } from './stage-table.ts';
import { widgetControls } from './widget-controls.ts';
import type { WidgetEvent } from './widget-event.ts';
import { viewerOf } from './widget-sources.ts';
import type { WidgetSources } from './widget-sources.ts';

/** Breakers that are not closed and integrations that are paused. */
export async function holdsWidget(
  event: WidgetEvent,
  { table, holds, clock, actEndpoint }: WidgetSources,
): Promise<Html> {
  const integrations = holds.pauses === undefined ? [] : table.map(({ name }) => name);
  const [breakers, pauses] = await Promise.all([
    holds.breakers(upstreamsIn(table)),
    holds.pauses?.of(integrations) ?? [],
  ]);
  const controls = widgetControls(actEndpoint, { view: 'holds' });
  const page = { breakers, pauses, integrations, controls, typed: event.typed };
  return holdsHtml(page, viewerOf(event, clock));
}
