import type { ActOutcome } from '../operations/act.ts';
import { counted } from '../operations/counted.ts';
import { whyLeft } from '../operations/left-words.ts';
import type { LeftLetters } from '../operations/plan-clearing.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { textHtml } from './text-html.ts';

/** What became of what a person asked for. */
export function outcomeHtml(outcome: ActOutcome): Html {
  switch (outcome.kind) {
    case 'refused':
      return banner('bad', 'Nothing was done.', textHtml(outcome.because));
    case 'held':
      return banner(outcome.changed ? 'good' : 'warn', outcome.summary);
    case 'replayed': {
      const { done, remaining, notMet, newer, left, operation } = outcome;
      const facts = [
        remaining > 0 && `${counted(remaining, 'message')} left: click again to go on.`,
        newer > 0 && `${counted(newer, 'dead letter')} died since this began: left alone.`,
        notMet > 0 &&
          `${counted(notMet, 'message')} did not come out of the queue: somebody else has them, or they are gone.`,
        `On record as ${operation}.`,
      ].filter((fact) => fact !== false);
      return banner(
        done > 0 && remaining + notMet === 0 ? 'good' : 'warn',
        `${counted(done, 'dead letter')} replayed.`,
        html`${facts.join(' ')}${left.map(leftHtml)}`,
      );
    }
  }
}

function banner(level: 'good' | 'warn' | 'bad', title: string, detail?: Html): Html {
  return html`<p class="headline ${level}">${title}${detail && html`<small>${detail}</small>`}</p>`;
}

function leftHtml({ because, count, eventIds }: LeftLetters): Html {
  const more = count > eventIds.length ? ` and ${String(count - eventIds.length)} more` : '';
  return html`<small
    >Left: ${counted(count, 'event')} ${whyLeft[because]}:
    <code>${eventIds.join(', ')}${more}</code></small
  >`;
}
