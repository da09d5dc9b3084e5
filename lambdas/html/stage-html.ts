import { counted } from '../operations/counted.ts';
import type { IntegrationStatus } from '../operations/integration-status.ts';
import type { FiringAlarm } from '../operations/read-alarms.ts';
import { duration } from '../operations/time-words.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { momentHtml } from './moment-html.ts';
import type { Viewer } from './page.ts';
import { textHtml } from './text-html.ts';

export interface StageView {
  readonly integrations: readonly IntegrationStatus[];
  readonly alarms: readonly FiringAlarm[];
  /** Address of an alarm's own page, if there is one. */
  readonly alarmAddress: (name: string) => string | undefined;
}

/** Is anything wrong, where, since when? */
export function stageHtml({ integrations, alarms, alarmAddress }: StageView, viewer: Viewer): Html {
  const troubled = integrations.filter(({ problems }) => problems.length > 0);
  const quiet = integrations.filter(({ problems }) => problems.length === 0);
  return html`
    ${headline(alarms, troubled, integrations.length, viewer)}
    <div class="columns">
      ${column(
        'Alarms',
        alarms.map((alarm) => alarmRow(alarm, alarmAddress(alarm.name), viewer)),
      )}
      ${column('Needs somebody', troubled.map(integrationRow))}
    </div>
    ${quietOnes(quiet)}
  `;
}

function column(title: string, rows: readonly Html[]): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<div class="column">
    <h3 class="section">${title}</h3>
    ${rows}
  </div>`;
}

function headline(
  alarms: readonly FiringAlarm[],
  troubled: readonly IntegrationStatus[],
  all: number,
  viewer: Viewer,
): Html {
  const [first] = [...alarms].sort((a, b) => a.since - b.since);
  if (first === undefined && troubled.length === 0) {
    return html`<p class="headline good">
      Nothing needs you. <small>No alarm; ${counted(all, 'integration')} at work.</small>
    </p>`;
  }
  const critical = alarms.filter(({ severity }) => severity === 'critical').length;
  const level = critical > 0 ? 'bad' : 'warn';
  const title =
    first === undefined
      ? 'No alarm yet'
      : `${counted(alarms.length, 'alarm')}${critical > 0 ? `, ${String(critical)} critical` : ''}`;
  const verb = troubled.length === 1 ? 'needs' : 'need';
  return html`<p class="headline ${level}">
    ${title}${first && html`, since ${momentHtml(first.since, viewer)}`}
    <small
      >${String(troubled.length)} of ${counted(all, 'integration')} ${verb}
      somebody${troubled.length > 0 && `: ${named(troubled)}`}</small
    >
  </p>`;
}

const mostNamed = 5;

function named(integrations: readonly IntegrationStatus[]): string {
  const names = integrations.slice(0, mostNamed).map(({ name }) => name);
  const more = integrations.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

function alarmRow(alarm: FiringAlarm, address: string | undefined, viewer: Viewer): Html {
  const { severity, subject, kind, since, means, lookFirst, runbook } = alarm;
  const critical = severity === 'critical';
  const name = subject === '' ? kind : `${subject}: ${kind}`;
  return html`<div class="row">
    <div class="main">
      <span class="tag ${critical ? 'bad' : 'warn'}">${critical ? 'CRITICAL' : 'Warning'}</span>
      <span class="name"
        >${address === undefined ? name : html`<a href="${address}" target="_blank">${name}</a>`}</span
      >
      since ${momentHtml(since, viewer)}
      <div>${textHtml(means)}</div>
      <div class="muted">Look first ${textHtml(lookFirst)} Runbook: ${runbookLink(runbook)}</div>
    </div>
  </div>`;
}

function runbookLink(runbook: string): Html {
  return /^https:\/\//.test(runbook)
    ? html`<a href="${runbook}" target="_blank">${runbook}</a>`
    : html`<code>${runbook}</code>`;
}

/** One integration: what is the matter, and its figures. */
export function integrationRow(status: IntegrationStatus): Html {
  const { name, provider, problems, notices } = status;
  return html`<div class="row">
    <div class="main">
      <span class="name">${name}</span> <span class="muted">${provider}</span>
      ${problems.map((problem) => html`<span class="problem">✗ ${textHtml(problem)}</span>`)}
      ${notices.map((notice) => html`<div class="muted">${textHtml(notice)}</div>`)}
    </div>
    <div class="side muted">${figures(status)}</div>
  </div>`;
}

function figures({
  queued,
  inFlight,
  oldestSeconds,
  deadLetters,
  breakers,
  mapping,
}: IntegrationStatus) {
  const notClosed = breakers.filter(({ state }) => state !== 'closed');
  return [
    `${queued.toLocaleString('en')} queued`,
    `${inFlight.toLocaleString('en')} in flight`,
    oldestSeconds > 0 ? `oldest ${duration(oldestSeconds * 1_000)}` : '',
    deadLetters > 0 ? counted(deadLetters, 'dead letter') : '',
    mapping === 'enabled' ? '' : `mapping ${mapping}`,
    ...notClosed.map(({ upstream, state }) => `${upstream} ${state}`),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function quietOnes(quiet: readonly IntegrationStatus[]): Html | undefined {
  if (quiet.length === 0) return undefined;
  return html`<details>
    <summary>${counted(quiet.length, 'integration')} without a problem</summary>
    ${quiet.map(integrationRow)}
  </details>`;
}
