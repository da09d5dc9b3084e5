import { deadLettersHtml } from '../html/dead-letters-html.ts';
import type { Html } from '../html/html.ts';
import { notice } from '../html/page.ts';
import { readDeadLetters } from '../operations/read-dead-letters.ts';
import { clickLimits } from '../operations/replay-some.ts';
import { widgetControls } from './widget-controls.ts';
import type { WidgetEvent } from './widget-event.ts';
import { mostLettersRead, shownIn, viewerOf } from './widget-sources.ts';
import type { WidgetSources } from './widget-sources.ts';

/** Dead letters by what killed them, of all integrations or of the one that was chosen. */
export async function deadLettersWidget(
  event: WidgetEvent,
  { stageName, fleet, office, clock, actEndpoint }: WidgetSources,
): Promise<Html> {
  const shown = shownIn(event, fleet);
  if (shown.kind === 'none') return notice('Choose an integration at the top of the dashboard.');
  const view = await readDeadLetters(office, shown.names, {
    filter: {},
    mostShown: 0,
    mostRead: mostLettersRead,
  });
  const context = { view: 'dead-letters', ...(shown.kind === 'one' && { shown: shown.names[0] }) };
  const controls = widgetControls(actEndpoint, context);
  const { typed } = event;
  const page = { view, stage: stageName, controls, typed, mostPerClick: clickLimits.most };
  return deadLettersHtml(page, viewerOf(event, clock));
}
