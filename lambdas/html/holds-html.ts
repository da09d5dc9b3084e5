import { counted } from '../operations/counted.ts';
import { breakerActor } from '../breaker/breaker-actor.ts';
import type { Pause } from '../governor/pause.ts';
import type { BreakerRow } from '../operations/breaker-row.ts';
import { fields } from './controls.ts';
import type { Controls, Typed } from './controls.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { momentHtml } from './moment-html.ts';
import type { Viewer } from './page.ts';
import { cut } from './text-html.ts';

export interface HoldsPage {
  readonly breakers: readonly BreakerRow[];
  readonly integrations: readonly {
    readonly name: string;
    /** Undefined while nobody has paused it. */
    readonly pause: Pause | undefined;
  }[];
  readonly controls: Controls;
  readonly typed: Typed;
}

const shownReasonCharacters = 200;

/** What holds events back: since when, who or which rule, why, until when; and a way to let go. */
export function holdsHtml(
  { breakers, integrations, controls, typed }: HoldsPage,
  viewer: Viewer,
): Html {
  const closed = breakers.filter(({ state }) => state === 'closed');
  const notClosed = breakers.filter(({ state }) => state !== 'closed');
  const running = integrations.filter(({ pause }) => pause === undefined).map(({ name }) => name);
  return html`
    ${headline(notClosed, integrations.length - running.length)} ${fields(typed)}
    ${notClosed.map((row) => breakerRow(row, controls, viewer))}
    ${integrations.map(({ name, pause }) => pause && pauseRow(name, pause, controls, viewer))}
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

function headline(notClosed: readonly BreakerRow[], paused: number): Html {
  if (notClosed.length + paused === 0) {
    return html`<p class="headline good">Nothing is held back.</p>`;
  }
  const parts = [
    notClosed.length > 0 ? `${counted(notClosed.length, 'breaker')} not closed` : '',
    paused > 0 ? `${counted(paused, 'integration')} paused` : '',
  ].filter((part) => part !== '');
  const worst = notClosed.some(({ state }) => state === 'isolated') ? 'bad' : 'warn';
  return html`<p class="headline ${worst}">
    ${parts.join(', ')} <small>Events that need them wait, and lose no attempt.</small>
  </p>`;
}

const stateWords: Readonly<Record<BreakerRow['state'], string>> = {
  closed: 'Calls go out.',
  'half-open': 'One call at a time tries whether it works again.',
  open: 'It failed too often; it is tried again by itself.',
  'forced-open': 'A person holds it open: no call goes out until it is released.',
  'forced-closed': 'A person holds it closed: calls go out, whatever becomes of them.',
  isolated: 'A person has taken it out of use: no call goes out until it is released.',
};

const refusesCredential =
  'It refuses our credential. Put a working one into its secret: it is tried again then.';

const releasable: ReadonlySet<BreakerRow['state']> = new Set([
  'forced-open',
  'forced-closed',
  'isolated',
]);

function breakerRow(row: BreakerRow, controls: Controls, viewer: Viewer): Html {
  const { upstream, state, since, by, reason, until } = row;
  const isPersons = by !== breakerActor;
  const facts = {
    since: since === null ? undefined : Date.parse(since),
    by: isPersons ? by : '',
    reason,
    until: until === null ? undefined : Date.parse(until),
  };
  const level = state === 'isolated' ? 'bad' : 'warn';
  return html`<div class="row">
    <div class="main">
      <span class="tag ${level}">${state}</span> <span class="name">${upstream}</span>
      ${holdFacts(facts, viewer)}
      <div class="muted">
        ${state === 'isolated' && !isPersons ? refusesCredential : stateWords[state]}
      </div>
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

function pauseRow(integration: string, pause: Pause, controls: Controls, viewer: Viewer): Html {
  return html`<div class="row">
    <div class="main">
      <span class="tag warn">paused</span> <span class="name">${integration}</span>
      ${holdFacts(pause, viewer)}
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

interface HoldFacts {
  /** Milliseconds since the Unix epoch. */
  readonly since: number | undefined;
  /** A person; empty where it decided by itself. */
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since the Unix epoch; undefined where no end is known. */
  readonly until?: number | undefined;
}

/** Since when, who, until when; and why, on a line of its own. */
function holdFacts({ since, by, reason, until }: HoldFacts, viewer: Viewer): Html {
  return html`
    ${since !== undefined && html`since ${momentHtml(since, viewer)}`}
    ${by !== '' && html`by <span class="name">${cut(by, shownReasonCharacters)}</span>`}
    ${until !== undefined && untilHtml(until, viewer)}
    ${reason !== '' && html`<div class="error">${cut(reason, shownReasonCharacters)}</div>`}
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
