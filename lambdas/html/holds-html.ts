import { counted } from '../operations/counted.ts';
import type { BreakerRow, PauseRow } from '../operations/holds.ts';
import type { BreakerStatus } from '../operations/integration-status.ts';
import { fields } from './controls.ts';
import type { Controls, Typed } from './controls.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { momentHtml } from './moment-html.ts';
import type { Viewer } from './page.ts';
import { cut } from './text-html.ts';

export interface HoldsPage {
  readonly breakers: readonly BreakerRow[];
  readonly pauses: readonly PauseRow[];
  /** Those that can be paused, or are; none where nothing can be. */
  readonly integrations: readonly string[];
  readonly controls: Controls;
  readonly typed: Typed;
}

const shownReasonCharacters = 200;

/** What holds events back: since when, who or which rule, why, until when; and a way to let go. */
export function holdsHtml(
  { breakers, pauses, integrations, controls, typed }: HoldsPage,
  viewer: Viewer,
): Html {
  const closed = breakers.filter(({ state }) => state === 'closed');
  const notClosed = breakers.filter(({ state }) => state !== 'closed');
  const paused = new Set(pauses.map(({ integration }) => integration));
  const running = integrations.filter((name) => !paused.has(name));
  return html`
    ${headline(notClosed, pauses)} ${fields(typed)}
    ${notClosed.map((row) => breakerRow(row, controls, viewer))}
    ${pauses.map((row) => pauseRow(row, controls, viewer))}
    ${
      closed.length > 0 &&
      html`<p class="muted">
        ${counted(closed.length, 'breaker')} closed:
        ${closed.map(({ upstream }) => upstream).join(', ')}
      </p>`
    }
    ${pausing(running, controls)}
  `;
}

function headline(notClosed: readonly BreakerRow[], pauses: readonly PauseRow[]): Html {
  if (notClosed.length + pauses.length === 0) {
    return html`<p class="headline good">Nothing is held back.</p>`;
  }
  const parts = [
    notClosed.length > 0 ? `${counted(notClosed.length, 'breaker')} not closed` : '',
    pauses.length > 0 ? `${counted(pauses.length, 'integration')} paused` : '',
  ].filter((part) => part !== '');
  const worst = notClosed.some(({ state }) => state === 'isolated') ? 'bad' : 'warn';
  return html`<p class="headline ${worst}">
    ${parts.join(', ')} <small>Events that need them wait, and lose no attempt.</small>
  </p>`;
}

const stateWords: Readonly<Record<BreakerStatus['state'], string>> = {
  closed: 'Calls go out.',
  'half-open': 'One call at a time tries whether it works again.',
  open: 'It failed too often; it is tried again by itself.',
  'forced-open': 'A person holds it open: no call goes out until it is released.',
  'forced-closed': 'A person holds it closed: calls go out, whatever becomes of them.',
  isolated: 'It refuses our credential. Put a working one into its secret; then release it.',
};

const releasable: ReadonlySet<BreakerStatus['state']> = new Set([
  'forced-open',
  'forced-closed',
  'isolated',
]);

function breakerRow(row: BreakerRow, controls: Controls, viewer: Viewer): Html {
  const { upstream, state } = row;
  const level = state === 'isolated' ? 'bad' : 'warn';
  return html`<div class="row">
    <div class="main">
      <span class="tag ${level}">${state}</span> <span class="name">${upstream}</span>
      ${holdFacts(row, viewer)}
      <div class="muted">${stateWords[state]}</div>
    </div>
    <div class="side">
      ${
        releasable.has(state) &&
        controls.button(
          'Release',
          { act: 'release', upstream },
          `Release the breaker of ${upstream}? It tries the upstream first, and lets work in bit by bit.`,
        )
      }
    </div>
  </div>`;
}

function pauseRow(row: PauseRow, controls: Controls, viewer: Viewer): Html {
  const { integration } = row;
  return html`<div class="row">
    <div class="main">
      <span class="tag warn">paused</span> <span class="name">${integration}</span>
      ${holdFacts(row, viewer)}
      <div class="muted">Its events are accepted and wait in their queue.</div>
    </div>
    <div class="side">
      ${controls.button(
        'Resume',
        { act: 'resume', integration },
        `Resume ${integration}? Its waiting events are worked on from now on.`,
      )}
    </div>
  </div>`;
}

/** Since when, who, until when; and why, on a line of its own. */
function holdFacts(
  { since, by, why, until }: Pick<BreakerRow, 'since' | 'by' | 'why' | 'until'>,
  viewer: Viewer,
): Html {
  return html`
    ${since !== null && html`since ${momentHtml(Date.parse(since), viewer)}`}
    ${by !== null && html`by <span class="name">${cut(by, shownReasonCharacters)}</span>`}
    ${until !== null && untilHtml(Date.parse(until), viewer)}
    ${why !== null && why !== '' && html`<div class="error">${cut(why, shownReasonCharacters)}</div>`}
  `;
}

function untilHtml(until: number, viewer: Viewer): Html {
  return until > viewer.now ? html`until ${momentHtml(until, viewer)}` : html`due now`;
}

function pausing(running: readonly string[], controls: Controls): Html | undefined {
  if (running.length === 0) return undefined;
  return html`<details>
    <summary>Pause an integration</summary>
    ${running.map(
      (integration) =>
        html`<div class="row">
          <div class="main name">${integration}</div>
          <div class="side">
            ${controls.button(
              'Pause',
              { act: 'pause', integration },
              `Pause ${integration}? Its events are accepted and wait in their queue until it is resumed.`,
            )}
          </div>
        </div>`,
    )}
  </details>`;
}
