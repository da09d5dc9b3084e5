import { html } from '../html/html.ts';
import type { Html } from '../html/html.ts';
import { outcomeHtml } from '../html/outcome-html.ts';
import type { ActOutcome } from '../operations/act.ts';
import { performAct } from '../operations/perform-act.ts';
import type { ActDependencies } from '../operations/perform-act.ts';
import type { Log, LogFields } from '../runtime/log.ts';
import { deadLettersWidget } from './dead-letters-widget.ts';
import { holdsWidget } from './holds-widget.ts';
import { readAct } from './read-act.ts';
import type { WidgetEvent } from './widget-event.ts';
import type { WidgetSources } from './widget-sources.ts';

export interface ClickSources extends WidgetSources, ActDependencies {
  readonly log: Log;
}

/** Does what a button asks, and shows what became of it above the widget as it is now. */
export async function actOnClick(event: WidgetEvent, sources: ClickSources): Promise<Html> {
  const outcome = await outcomeOf(event, sources);
  const again =
    event.parameter('view') === 'holds'
      ? await holdsWidget(event, sources)
      : await deadLettersWidget(event, sources);
  return html`${outcomeHtml(outcome)}${again}`;
}

async function outcomeOf(event: WidgetEvent, sources: ClickSources): Promise<ActOutcome> {
  const { name, why } = event.typed;
  const act = readAct(event.parameter, sources.fleet);
  if (act === undefined) {
    return { kind: 'refused', because: 'That is nothing that can be asked for here.' };
  }
  if (name === '') {
    return { kind: 'refused', because: 'Type your name first: it goes on record.' };
  }
  if (why === '' && act.act !== 'replay') {
    return { kind: 'refused', because: 'Type why first: whoever looks later has to know.' };
  }
  const by = `${name} (unverified, typed on the dashboard)`;
  const outcome = await performAct(act, { by, reason: why }, sources);
  sources.log.info('Acted on the dashboard', { ...act, by, why, ...summary(outcome) });
  return outcome;
}

/** For the log: figures, no ids of events, of which there may be many. */
function summary(outcome: ActOutcome): LogFields {
  switch (outcome.kind) {
    case 'refused':
      return { outcome: 'refused', because: outcome.because };
    case 'held':
      return { outcome: outcome.changed ? 'changed' : 'as-before' };
    case 'replayed': {
      const { done, remaining, operation } = outcome;
      return { outcome: 'replayed', done, remaining, operation };
    }
  }
}

/** What the console shows where somebody adds the function as a widget by hand. */
export const actDocumentation = `## Breakwater

Does what the buttons of the other widgets ask: replays dead letters, releases breakers, pauses and resumes
integrations. It is no widget of its own. Who may invoke it may act.
`;
