import type { TripRule } from '../breaker/breaker-event.ts';
import type { BreakerReading } from './breaker-row.ts';
import { counted } from './counted.ts';

export interface BreakerCircumstances {
  readonly whenUpstreamDown: 'pause' | 'continue';
  /** The upstream's secret exists and can be its credential. False where it was not looked at. */
  readonly isSecretUsable: boolean;
  /** Events that wait for the upstream, as far as is known. */
  readonly waiting: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Why calls to an upstream are stopped, what that does to events, what happens next and when.
 * Undefined for a breaker that lets every call through by itself.
 */
export function breakerSentence(
  breaker: BreakerReading,
  circumstances: BreakerCircumstances,
): string | undefined {
  const { upstream, state, until, heldBy } = breaker;
  const wait = waitingWords(circumstances);
  switch (state) {
    case 'closed':
      return undefined;
    case 'half-open':
    case 'open':
      return `${causeWords(breaker)}: ${wait}. ${probeWords(breaker, circumstances)}`;
    case 'isolated':
      if (heldBy === undefined && breaker.credential === 'absent' && circumstances.isSecretUsable) {
        return `the secret of ${upstream} was missing and exists now: ${wait}. Within a minute a probe tries it; once probes succeed, waiting events return gradually`;
      }
      return heldBy === undefined
        ? `${refusalWords(breaker)}, and ${wait}. ${afterCredentialWords(upstream)}`
        : `${upstream} is taken out of use by ${heldBy}: ${wait} until \`breaker release ${upstream}\``;
    case 'forced-open':
      return (
        `the breaker of ${upstream} is held open by ${heldBy ?? 'an operator'}: ${wait} ` +
        (until === null
          ? `until \`breaker release ${upstream}\``
          : `until ${until}, when a probe decides`)
      );
    case 'forced-closed':
      return (
        `the breaker of ${upstream} is held closed by ${heldBy ?? 'an operator'}: failing calls do not open it ` +
        (until === null ? `until \`breaker release ${upstream}\`` : `until ${until}`)
      );
  }
}

function causeWords({ upstream, since, reason, awaitsProbe }: BreakerReading): string {
  if (awaitsProbe === 'new-credential') {
    return `${upstream} has a new credential that no call has tried yet`;
  }
  if (awaitsProbe === 'released') {
    return `the breaker of ${upstream} was released and waits for its probe`;
  }
  const sinceWords = since === undefined ? '' : ` since ${iso(since)}`;
  const why = reason === undefined ? undefined : tripWords[reason];
  return `${upstream} is down, and its breaker open${sinceWords}${why === undefined ? '' : ` because ${why}`}`;
}

const tripWords: Readonly<Record<string, string>> = {
  'hard-outage': 'nearly all calls failed',
  'failure-rate': 'half of all calls failed',
  exhausted: 'an event used up its attempts on it',
} satisfies Record<TripRule, string>;

function probeWords(
  { upstream, state, until, throttledUntil = 0 }: BreakerReading,
  { now, waiting }: BreakerCircumstances,
): string {
  const dueAt = Math.max(until === null ? 0 : Date.parse(until), throttledUntil);
  const asked = throttledUntil > now ? `, when ${upstream} wants to be called again` : '';
  const when =
    state === 'half-open'
      ? 'It is being probed now'
      : dueAt > now
        ? `The next probe is at ${iso(dueAt)}${asked}`
        : waiting > 0
          ? 'The next probe is within seconds'
          : 'The next event is its probe';
  return `${when}; once probes succeed, waiting events return gradually`;
}

function refusalWords({ upstream, since, reason, credential }: BreakerReading): string {
  const sinceWords = since === undefined ? '' : ` since ${iso(since)}`;
  if (credential === 'absent') return `the credential of ${upstream} is missing${sinceWords}`;
  return reason === 'forbidden'
    ? `${upstream} answers 403 to every event${sinceWords}, so its credential lacks a permission`
    : `${upstream} refuses its credential${sinceWords}`;
}

function afterCredentialWords(upstream: string): string {
  return (
    `Put a working one into its secret (\`secret add --upstream ${upstream}\`): within a minute a probe tries it, ` +
    `and waiting events return gradually. If the old one works again: \`breaker release ${upstream}\``
  );
}

function waitingWords({ whenUpstreamDown, waiting }: BreakerCircumstances): string {
  if (whenUpstreamDown === 'continue') return 'events that need it wait';
  if (waiting === 0) return 'new events wait';
  return waiting === 1 ? '1 event waits' : `${counted(waiting, 'event')} wait`;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
