/** Markup. Only `html` makes it, from literals and from values that it escapes. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** `undefined` and `false` show nothing. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/**
 * Template tag. Every value that is not `Html` itself is shown as text: whatever came from outside (an
 * event's type, an error, a name that somebody typed) can hold no element, attribute or action.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const [first = '', ...rest] = literals;
  return new Html(rest.reduce((markup, text, at) => markup + markupOf(values[at]) + text, first));
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(markupOf).join('');
  return escapeHtml(String(value));
}

/** For element content and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? '\ufffd');
}

/**
 * What HTML gives a meaning to; control characters; and the marks that turn the direction of text, with
 * which a name can be made to read as another.
 */
const special =
  /[&<>"'`]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
