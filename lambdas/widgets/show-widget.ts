import type { Html } from '../html/html.ts';
import { notice } from '../html/page.ts';
import { deadLettersWidget } from './dead-letters-widget.ts';
import { holdsWidget } from './holds-widget.ts';
import { integrationWidget, overviewWidget } from './overview-widget.ts';
import type { OverviewSources } from './overview-widget.ts';
import type { WidgetEvent } from './widget-event.ts';

/** What the parameter `view` of a widget may be. */
export type WidgetView = 'overview' | 'integration' | 'dead-letters' | 'holds';

export function showWidget(event: WidgetEvent, sources: OverviewSources): Promise<Html> {
  const view = event.parameter('view') as WidgetView | undefined;
  switch (view) {
    case 'overview':
      return overviewWidget(event, sources);
    case 'integration':
      return integrationWidget(event, sources);
    case 'dead-letters':
      return deadLettersWidget(event, sources);
    case 'holds':
      return holdsWidget(event, sources);
    default:
      return Promise.resolve(notice('This widget has no parameter "view" that is known.'));
  }
}

/** What the console shows where somebody adds the widget by hand. */
export const viewDocumentation = `## Breakwater

Shows what needs a person. Reads only; its buttons call another function.

| parameter | value |
| --- | --- |
| \`view\` | \`overview\`: alarms and integrations; \`integration\`: one of them; \`dead-letters\`: what killed them; \`holds\`: breakers and pauses |
| \`shown\` | name of an integration, for \`integration\` and \`dead-letters\`; all without it |

\`\`\` yaml
view: overview
\`\`\`
`;
