import type { Act } from '../operations/act.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/**
 * How a page lets people act. A page says what may be done; CloudWatch's widgets and any other console
 * each have their own way of asking for it.
 */
export interface Controls {
  /** A button that asks `confirmation` before anything is done. */
  button(label: string, act: Act, confirmation: string): Html;
}

/** Names of the fields that go with every act. */
export const fieldNames = { name: 'operator', why: 'why' } as const;

/** What the person has typed so far. */
export interface Typed {
  readonly name: string;
  readonly why: string;
}

/** Who acts, and why. A dashboard is not told who clicks, so the name is asked for. */
export function fields({ name, why }: Typed): Html {
  return html`<form class="fields">
    <input name="${fieldNames.name}" value="${name}" ${named('Your name')} maxlength="60" />
    <input name="${fieldNames.why}" value="${why}" ${named('Why')} maxlength="200" />
    <span class="muted">Goes on record as typed: nobody checks who you are.</span>
  </form>`;
}

/** A placeholder goes when something is typed; what the field is for has to stay known. */
function named(label: string): Html {
  return html`title="${label}" placeholder="${label}"`;
}
