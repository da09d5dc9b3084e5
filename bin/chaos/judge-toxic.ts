import type { EventState } from '../stage/event-states.ts';
import type { Toxic } from './toxic.ts';

/** One row of the report. An interface: `chaos --json`. */
export interface ToxicResult {
  readonly name: string;
  /** Webhooks that were answered 2xx. */
  readonly sent: number;
  /** Webhooks that were not: a provider would have had to send them again. */
  readonly refused: number;
  /** Orders that the upstream made. */
  readonly effects: number;
  /** Events with more than one. */
  readonly repeated: number;
  /** Events that count as done without an order, and those that are nowhere. */
  readonly lost: number;
  /** Events that a dead-letter queue holds. */
  readonly deadLettered: number;
  readonly breakerOpened: boolean;
  /** Whether in the end no event was left waiting and the breaker was closed. */
  readonly recovered: boolean;
  /** Whether all is as it has to be, the breaker included. */
  readonly ok: boolean;
}

/** What became of one webhook. */
export interface EventEnd {
  /** Undefined where it was not accepted. */
  readonly place: EventState['place'] | undefined;
  /** Orders that the upstream made of it. */
  readonly effects: number;
}

/** What there was to see of one toxic. */
export interface Sight {
  readonly events: readonly EventEnd[];
  /** Messages that the queue holds. */
  readonly queued: number;
  readonly breakerOpened: boolean;
  readonly breakerClosed: boolean;
}

/** Whether a toxic cost nothing but time. Nothing makes up for anything else. Pure. */
export function judgeToxic(
  { name, outage }: Pick<Toxic, 'name' | 'outage'>,
  { events, queued, breakerOpened, breakerClosed }: Sight,
): ToxicResult {
  const count = (is: (event: EventEnd) => boolean) => events.filter(is).length;
  const waiting = count(({ place }) => place === 'queue');
  const result = {
    name,
    sent: count(({ place }) => place !== undefined),
    refused: count(({ place }) => place === undefined),
    effects: events.reduce((sum, { effects }) => sum + effects, 0),
    repeated: count(({ effects }) => effects > 1),
    lost:
      count(({ place, effects }) => place === 'done' && effects === 0) +
      Math.max(0, waiting - queued),
    deadLettered: count(({ place }) => place === 'dead-letter'),
    breakerOpened,
    recovered: breakerClosed && waiting === 0,
  };
  const { sent, refused, repeated, lost, deadLettered, recovered } = result;
  const nothingWrong = [refused, repeated, lost, deadLettered].every((wrong) => wrong === 0);
  return { ...result, ok: sent > 0 && nothingWrong && recovered && breakerOpened === outage };
}
