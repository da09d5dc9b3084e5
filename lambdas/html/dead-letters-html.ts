import { counted } from '../operations/counted.ts';
import type { LetterGroup } from '../operations/letter-groups.ts';
import type { DeadLetterView } from '../operations/read-dead-letters.ts';
import { wordsOfReason } from '../operations/reason-words.ts';
import type { DeadLetterReason } from '../processor/outcome.ts';
import { fields } from './controls.ts';
import type { Controls, Typed } from './controls.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { momentHtml } from './moment-html.ts';
import { notice } from './page.ts';
import type { Viewer } from './page.ts';
import { cut, textHtml } from './text-html.ts';

export interface DeadLetterPage {
  readonly view: DeadLetterView;
  /** Named in the commands that are shown. */
  readonly stage: string;
  readonly controls: Controls;
  readonly typed: Typed;
  /** Dead letters that one click moves at the most. */
  readonly mostPerClick: number;
}

const mostGroups = 50;
const shownErrorCharacters = 400;

/** What killed them, in which integration, since when; and a button that replays each kind. */
export function deadLettersHtml(
  { view, stage, controls, typed, mostPerClick }: DeadLetterPage,
  viewer: Viewer,
): Html {
  const { total, groups, unlisted, cutShort } = view;
  const call = (words: string): string => `\`npm run breakwater -- ${words} --stage ${stage}\``;
  const hidden = groups.length - mostGroups;
  return html`
    ${headline(view, viewer)} ${total > 0 && fields(typed)}
    ${groups
      .slice(0, mostGroups)
      .map((group) => groupRow(group, controls, mostPerClick, call, viewer))}
    ${hidden > 0 && notice(`${counted(hidden, 'smaller group')} more: ${call('dlq list')}`)}
    ${cutShort.map((integration) =>
      notice(`${integration} has more dead letters than are read here: its figures are too low.`),
    )}
    ${[...unlisted].map(
      ([integration, count]) =>
        html`<p class="notice">
          ${counted(count, 'message')} in the dead-letter queue of ${integration} that the index
          does not know. Read them in: ${textHtml(call(`dlq reconcile ${integration}`))}
        </p>`,
    )}
    ${total > 0 && html`<p class="muted">All there is of one: ${textHtml(call('dlq show <event>'))}</p>`}
  `;
}

function headline({ total, groups, unlisted }: DeadLetterView, viewer: Viewer): Html {
  if (total === 0 && unlisted.size === 0) {
    return html`<p class="headline good">No dead letters.</p>`;
  }
  const first = Math.min(...groups.map(({ firstDeadAt }) => firstDeadAt));
  const integrations = new Set(groups.map(({ integration }) => integration)).size;
  return html`<p class="headline warn">
    ${counted(total, 'dead letter')}${Number.isFinite(first) && html`, since ${momentHtml(first, viewer)}`}
    <small
      >in ${counted(integrations, 'integration')}. Mend the cause first, then replay: event ids
      stay, and effects that were made are not repeated.</small
    >
  </p>`;
}

function groupRow(
  group: LetterGroup,
  controls: Controls,
  mostPerClick: number,
  call: (words: string) => string,
  viewer: Viewer,
): Html {
  const { integration, reason, type, count, firstError, lastEventId } = group;
  const aPersonDecides = reason === 'outcome-unknown';
  return html`<div class="row">
    <div class="count">${count.toLocaleString('en')}</div>
    <div class="main">
      <span class="name">${reason}</span> in <span class="name">${integration}</span>
      <span class="muted">${type === '' ? 'of unknown type' : type}</span>
      <div class="muted">${textHtml(wordsOfReason(reason))}</div>
      <div class="error">${cut(firstError, shownErrorCharacters)}</div>
      <div class="muted">
        first ${momentHtml(group.firstDeadAt, viewer)}, last
        ${momentHtml(group.lastDeadAt, viewer)}:
        <code>${lastEventId}</code>
      </div>
      ${
        aPersonDecides &&
        html`<div>
          Look at the upstream what became of it. How to say so:
          ${textHtml(call('dlq show <event>'))}
        </div>`
      }
    </div>
    ${
      !aPersonDecides &&
      html`<div class="side">${replayButton(group, controls, mostPerClick)}</div>`
    }
  </div>`;
}

function replayButton(
  { integration, reason, type, count }: LetterGroup,
  controls: Controls,
  mostPerClick: number,
): Html {
  const some = Math.min(count, mostPerClick);
  const kind = type === '' ? reason : `${reason}, ${type}`;
  return controls.button(
    some < count ? `Replay ${some.toLocaleString('en')} of them` : 'Replay',
    { act: 'replay', integration, reason: reason as DeadLetterReason, type },
    `Replay ${counted(some, 'dead letter')} of ${integration} (${kind})? ` +
      'Only once the cause is mended: what fails again comes back here.',
  );
}
