import { html } from './html.ts';
import type { Html } from './html.ts';

/** Text in which `backticks` mark what is typed or named, as in a terminal. */
export function textHtml(text: string): Html {
  const parts = text.split('`');
  return html`${parts.map((part, at) => {
    if (at % 2 === 0) return part;
    return at < parts.length - 1 ? html`<code>${part}</code>` : `\`${part}`;
  })}`;
}

/** Cut where nobody reads on. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
