import { html, Html } from './html.ts';
import type { HtmlValue } from './html.ts';
import { styleSheet } from './style-sheet.ts';
import type { Theme } from './style-sheet.ts';

/** What is shown to whom: for rendering only. */
export interface Viewer {
  readonly theme: Theme;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Of the viewer's time zone, east of Greenwich. */
  readonly utcOffsetMinutes: number;
}

/** A whole page, or a whole widget: everything beneath one element with the styles that it needs. */
export function page(theme: Theme, ...parts: readonly HtmlValue[]): Html {
  return html`<div class="breakwater">
    <style>
      ${new Html(styleSheet(theme))}</style
    >${parts}
  </div>`;
}

/** Something could not be shown, and the rest can. */
export function notice(text: string): Html {
  return html`<p class="notice">${text}</p>`;
}
