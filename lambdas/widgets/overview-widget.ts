import { html } from '../html/html.ts';
import type { Html } from '../html/html.ts';
import { notice } from '../html/page.ts';
import { integrationRow, stageHtml } from '../html/stage-html.ts';
import type { IntegrationStatus, MappingState } from '../operations/integration-status.ts';
import type { FiringAlarm } from '../operations/read-alarms.ts';
import type { IntegrationIdentity } from '../operations/read-identity.ts';
import { readStage } from '../operations/read-stage.ts';
import type { StageHandles } from '../operations/stage-handles.ts';
import { StageHolds } from '../operations/stage-holds.ts';
import { deadLettersWidget } from './dead-letters-widget.ts';
import type { WidgetEvent } from './widget-event.ts';
import { mostLettersRead, shownIn, viewerOf } from './widget-sources.ts';
import type { WidgetSources } from './widget-sources.ts';

export interface OverviewSources extends WidgetSources {
  readonly stage: StageHandles;
  readonly region: string;
  readonly firingAlarms: () => Promise<readonly FiringAlarm[]>;
  /** By the name of their function. */
  readonly mappings: () => Promise<ReadonlyMap<string, MappingState>>;
  /** Name of an integration's processor. */
  readonly processorOf: (integration: string) => string;
}

/** Is anything wrong, where, since when? */
export async function overviewWidget(event: WidgetEvent, sources: OverviewSources): Promise<Html> {
  const { fleet, region, clock } = sources;
  const unread: Html[] = [];
  const [alarms, integrations] = await Promise.all([
    sources.firingAlarms().catch((error: unknown) => {
      unread.push(notice(`Alarms could not be read: ${nameOf(error)}.`));
      return [];
    }),
    statusesOf(
      fleet.integrations.map(({ name }) => name),
      sources,
    ),
  ]);
  const view = {
    alarms,
    integrations,
    alarmAddress: (name: string) =>
      `/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`,
  };
  return html`${unread}${stageHtml(view, viewerOf(event, clock))}`;
}

/** The integration that was chosen at the top of the dashboard: its state, and its dead letters. */
export async function integrationWidget(
  event: WidgetEvent,
  sources: OverviewSources,
): Promise<Html> {
  const shown = shownIn(event, sources.fleet);
  if (shown.kind === 'none') return notice('Choose an integration at the top of the dashboard.');
  const [statuses, letters] = await Promise.all([
    statusesOf(shown.names, sources),
    deadLettersWidget(event, sources),
  ]);
  return html`${statuses.map(integrationRow)}${letters}`;
}

async function statusesOf(
  names: readonly string[],
  { fleet, stage, breakers, pauses, mappings, processorOf, clock }: OverviewSources,
): Promise<IntegrationStatus[]> {
  const now = clock.now();
  const states = await mappings();
  const identityOf = (name: string): IntegrationIdentity =>
    fleet.integrations.find((one) => one.name === name) ?? nothingKnown;
  return readStage(stage, names, {
    now,
    identityOf: (name) => Promise.resolve(identityOf(name)),
    mappingOf: (name) => states.get(processorOf(name)) ?? 'missing',
    holds: new StageHolds({ breakers, pauses }, now),
    mostLetters: mostLettersRead,
    onError: (name, error) => ({
      ...nothingSeen,
      name,
      provider: identityOf(name).provider,
      problems: [`could not be looked at (${nameOf(error)}): is it deployed?`],
    }),
  });
}

const nothingKnown: IntegrationIdentity = {
  provider: 'unknown',
  upstreams: [],
  whenUpstreamDown: 'pause',
};

const nothingSeen = {
  queued: 0,
  inFlight: 0,
  deadLetters: 0,
  oldestSeconds: 0,
  breakers: [],
  mapping: 'missing',
  waiting: [],
  ignored: [],
  notices: [],
} as const;

/** Of an error as AWS names it: `AccessDeniedException`. Its message may hold more than is shown here. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
