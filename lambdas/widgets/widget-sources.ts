import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { Fleet } from '../governor/fleet.ts';
import type { Viewer } from '../html/page.ts';
import type { DeadLetterOffice } from '../operations/dead-letter-office.ts';
import type { PauseBook } from '../operations/order-pause.ts';
import type { Clock } from '../runtime/clock.ts';
import type { WidgetEvent } from './widget-event.ts';

/** What widgets are made from, whether a look or a click asks for them. */
export interface WidgetSources {
  /** Name of the stage, for the commands that are shown. */
  readonly stageName: string;
  readonly fleet: Fleet;
  readonly office: DeadLetterOffice;
  readonly breakers: BreakerStore;
  readonly pauses: PauseBook;
  readonly clock: Clock;
  /** ARN of the function that acts. */
  readonly actEndpoint: string;
}

/** More than this are counted by the queue, not read one by one. */
export const mostLettersRead = 5_000;

export function viewerOf({ theme, utcOffsetMinutes }: WidgetEvent, clock: Clock): Viewer {
  return { theme, utcOffsetMinutes, now: clock.now() };
}

/** Names of the integrations that a widget is about: the one that it was told to show, or all. */
export function shownIn({ parameter }: WidgetEvent, { integrations }: Fleet): ShownIntegrations {
  const shown = parameter('shown');
  const names = integrations.map(({ name }) => name);
  if (shown === undefined) return { kind: 'all', names };
  return names.includes(shown) ? { kind: 'one', names: [shown] } : { kind: 'none', asked: shown };
}

export type ShownIntegrations =
  | { readonly kind: 'all' | 'one'; readonly names: readonly string[] }
  /** The stage has no such integration; nobody has chosen one yet. */
  | { readonly kind: 'none'; readonly asked: string };
