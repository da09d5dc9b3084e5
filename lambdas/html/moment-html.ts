import { duration } from '../operations/time-words.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Viewer } from './page.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** `02:14 (38 min ago)` in the viewer's time zone; with the day where it was another one. */
export function momentHtml(moment: number, { now, utcOffsetMinutes }: Viewer): Html {
  const there = (ms: number): string => new Date(ms + utcOffsetMinutes * minuteMs).toISOString();
  const time = there(moment).slice(11, 16);
  const sameDay = there(moment).slice(0, 10) === there(now).slice(0, 10);
  const day = sameDay ? '' : `${there(moment).slice(5, 10)} `;
  const distance =
    moment > now
      ? `in ${duration(moment - now)}`
      : `${duration(Math.min(now - moment, 999 * dayMs))} ago`;
  return html`<time title="${new Date(moment).toISOString()}">${day}${time} (${distance})</time>`;
}
