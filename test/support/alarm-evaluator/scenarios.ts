import type { AlarmKind } from '../../../lib/monitoring/alarms/alarm-kinds.ts';
import type { OldestWaiting } from '../../../lambdas/waiting/waiting-event.ts';
import { scriptStart, type Minute } from './system-script.ts';

export type Life = (minute: number) => Minute;

const hour = 60;

/** Events that wait for their upstream in a paused queue, growing by ten a minute. */
const outage =
  (from: number, to: number): Life =>
  (minute) =>
    minute < from || minute >= to
      ? {}
      : {
          done: 0,
          parked: minute < from + 2 ? 10 : 0,
          upstreamFailed: minute < from + 1 ? 10 : 0,
          breaker: minute < from + 1 ? 'closed' : 'open',
          breakerSince: from + 1,
          held: minute >= from + 2,
          queue: { visible: (minute - from) * 10, inFlight: 0 },
        };

const oneEvent = { queue: { visible: 0, inFlight: 1 } } as const;

/** An event that is ready since that minute, and comes back for ever without being run. */
const dueSince = (from: number): OldestWaiting => ({
  complete: true,
  events: [
    {
      messageId: 'm',
      eventId: 'e',
      sentAt: scriptStart + from * 60_000,
      comesBackAt: scriptStart + hour * 24 * 60_000,
      dueSince: scriptStart + from * 60_000,
    },
  ],
});

/** What a system that works does all the time. No alarm may go off. */
export const peace: Readonly<Record<string, { readonly minutes: number; readonly life: Life }>> = {
  'a quiet night': {
    minutes: 8 * hour,
    life: (minute) => ({ accepted: minute % 47 === 0 ? 1 : 0 }),
  },
  'one failure among two events': {
    minutes: 2 * hour,
    life: (minute) =>
      minute === 30
        ? { accepted: 2, done: 1, retried: 1, upstreamFailed: 1 }
        : { accepted: 0, ...(minute === 31 && { done: 1 }) },
  },
  'one webhook of two that we could not store': {
    minutes: 2 * hour,
    life: (minute) => (minute === 30 ? { accepted: 1, faults: 1 } : { accepted: 0 }),
  },
  'one forged webhook at night, and one more an hour later': {
    minutes: 3 * hour,
    life: (minute) => ({ accepted: 0, wrongSignatures: minute % 60 === 30 ? 1 : 0 }),
  },
  'one scan at night': {
    minutes: 2 * hour,
    life: (minute) => ({ accepted: 0, unsigned: minute === 30 ? 400 : 0 }),
  },
  'somebody who tries the door all night, twice a minute': {
    minutes: 2 * hour,
    life: () => ({ accepted: 0, unsigned: 2 }),
  },
  'a trickle whose every answer is a cold start': {
    minutes: 2 * hour,
    life: () => ({ accepted: 1, latencyMs: 8_000 }),
  },
  'a deploy in the middle of the day': {
    minutes: 3 * hour,
    // Cold starts, runs that were cut off and come again, a governor and a mapping that are replaced.
    life: (minute) =>
      minute === 90 || minute === 91
        ? {
            accepted: 60,
            done: 40,
            retried: 20,
            crashes: 2,
            latencyMs: minute === 90 ? 7_000 : 80,
            faults: minute === 90 ? 2 : 0,
            governorRuns: minute !== 90,
            mappingWrong: minute === 91,
            queue: { visible: 60, inFlight: 20 },
          }
        : { accepted: 60 },
  },
  'a lull after a busy day': {
    minutes: 12 * hour,
    life: (minute) =>
      minute < hour ? { accepted: 60 } : { accepted: 0, sqsReports: minute < 420 },
  },
  'a busy day with its usual failures': {
    minutes: 4 * hour,
    life: () => ({
      accepted: 100,
      done: 96,
      retried: 4,
      upstreamFailed: 3,
      unsigned: 5,
      latencyMs: 300,
      queue: { visible: 4, inFlight: 30 },
    }),
  },
  'an upstream that fails for half a minute and is well again': {
    minutes: 2 * hour,
    life: (minute) =>
      minute === 60
        ? { done: 5, retried: 5, upstreamFailed: 15, breaker: 'open', breakerSince: 60 }
        : {},
  },
  'an event of a trickle that fails four times before it is done': {
    minutes: 2 * hour,
    life: (minute) =>
      [30, 33, 36, 39].includes(minute)
        ? {
            accepted: minute === 30 ? 1 : 0,
            done: 0,
            retried: 1,
            upstreamFailed: 1,
            crashes: minute === 30 || minute === 36 ? 1 : 0,
          }
        : { accepted: 0, done: minute === 42 ? 1 : 0 },
  },
  'a request too many now and then, on a busy day': {
    minutes: 2 * hour,
    life: () => ({ accepted: 50, turnedAway: 1, throttled: 1 }),
  },
  'a rush of one minute': {
    minutes: 2 * hour,
    life: (minute) => ({
      accepted: 50,
      turnedAway: minute === 30 ? 100 : 0,
      throttled: minute === 30 ? 40 : 0,
    }),
  },
  'a minute in which the processor runs out of memory': {
    minutes: 2 * hour,
    life: (minute) => ({ crashes: minute === 30 ? 10 : 0 }),
  },
  'an upstream that fails for two minutes and is well again': {
    minutes: 2 * hour,
    life: (minute) =>
      minute >= 60 && minute <= 62
        ? { upstreamFailed: minute === 60 ? 5 : 0, breaker: 'open', breakerSince: 60 }
        : {},
  },
  'a mapping that takes four minutes to do as it is told': {
    minutes: 2 * hour,
    life: (minute) => ({ mappingWrong: minute >= 60 && minute < 64 }),
  },
  'an event that is run a minute after it was overdue': {
    minutes: 2 * hour,
    life: (minute) => (minute < 30 || minute > 46 ? {} : { ...oneEvent, waiting: dueSince(30) }),
  },
  'a few requests too many at once, at night': {
    minutes: 2 * hour,
    life: (minute) => ({
      accepted: 1,
      turnedAway: minute === 30 ? 5 : 0,
      throttled: minute === 60 ? 2 : 0,
    }),
  },
  'an integration that a person pauses for two hours': {
    minutes: 4 * hour,
    life: (minute) =>
      minute < 30 || minute > 150
        ? {}
        : {
            done: 0,
            held: true,
            pausedByPersonSince: 30,
            queue: { visible: (minute - 29) * 10, inFlight: 0 },
          },
  },
  'an integration that a person pauses for 23 hours': {
    minutes: 25 * hour,
    life: (minute) =>
      minute > 23 * hour
        ? {}
        : {
            accepted: 1,
            done: 0,
            held: true,
            pausedByPersonSince: 0,
            queue: { visible: minute + 1, inFlight: 0 },
          },
  },
  'an event that waits two hours because its upstream asked for it': {
    minutes: 3 * hour,
    life: (minute) =>
      minute < 30 || minute > 150
        ? {}
        : {
            queue: { visible: 0, inFlight: 1 },
            waiting: {
              complete: true,
              events: [
                {
                  messageId: 'm',
                  eventId: 'e',
                  sentAt: scriptStart + 30 * 60_000,
                  comesBackAt: scriptStart + 151 * 60_000,
                  dueSince: scriptStart + 151 * 60_000,
                },
              ],
            },
          },
  },
};

export interface Trouble {
  readonly minutes: number;
  readonly from: number;
  readonly life: Life;
  /** Kinds of alarms that go off, and within how many minutes. No other does. */
  readonly fires: Readonly<Partial<Record<AlarmKind, number>>>;
  /** Those of them that are off again at the end. @default none: nobody has mended anything */
  readonly over?: readonly AlarmKind[];
}

export const troubles: Readonly<Record<string, Trouble>> = {
  'a handler with a bug': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) =>
      minute < 30
        ? {}
        : {
            done: 5,
            retried: 20,
            dead: 5,
            deadLetters: minute,
            deadLetterSeconds: (minute - 29) * 60,
          },
    fires: { 'error-rate': 10, 'dead-letters': 2 },
  },
  'one event that no retry mends': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) =>
      minute < 30
        ? {}
        : minute === 30
          ? { done: 8, retried: 4, dead: 1, deadLetters: 1 }
          : { deadLetters: 1 },
    fires: { 'dead-letters': 2 },
  },
  'a dead letter in a queue that nobody touches': {
    minutes: 10 * hour,
    from: 30,
    life: (minute) => ({
      accepted: 0,
      deadLetters: minute < 30 ? 0 : 1,
      sqsReports: minute < 390,
    }),
    fires: { 'dead-letters': 2 },
  },
  'a processor that dies at start': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) =>
      minute < 30
        ? {}
        : {
            done: 0,
            crashes: 5,
            queue: { visible: minute % 2, inFlight: 10 * (minute - 29) },
            // Each event drops out at its third receive; others follow.
            sqsAgeSeconds: Math.min(20, minute - 30) * 60,
          },
    fires: { overdue: 20, 'processor-crashes': 10 },
  },
  'an event that comes back for ever because a bucket of ours refuses': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => ({
      ...(minute >= 30 && {
        queue: { visible: 0, inFlight: 1 },
        waiting: {
          complete: true,
          events: [
            {
              messageId: 'm',
              eventId: 'e',
              sentAt: scriptStart + 30 * 60_000,
              comesBackAt: scriptStart + (minute + 1) * 60_000,
              dueSince: scriptStart + 30 * 60_000,
            },
          ],
        },
      }),
    }),
    fires: { overdue: 20 },
  },
  'an upstream that fails a third of the time': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 20, done: 20, upstreamFailed: 10 }),
    fires: { 'upstream-error-rate': 10 },
  },
  'an upstream that is down for half an hour': {
    minutes: 2 * hour,
    from: 30,
    life: outage(30, 60),
    fires: { 'breaker-open': 6 },
    over: ['breaker-open'],
  },
  'an upstream that is down for nearly an hour': {
    minutes: 2 * hour,
    from: 30,
    life: outage(30, 90),
    fires: { 'breaker-open': 6 },
    over: ['breaker-open'],
  },
  'an upstream that is down for five hours': {
    minutes: 7 * hour,
    from: 30,
    life: outage(30, 330),
    fires: { 'breaker-open': 6, 'breaker-open-long': 65 },
    over: ['breaker-open', 'breaker-open-long'],
  },
  'a credential that was revoked': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) =>
      minute < 30
        ? {}
        : {
            done: 0,
            parked: minute === 30 ? 10 : 0,
            breaker: 'isolated',
            breakerSince: 30,
            held: true,
            queue: { visible: 10 * (minute - 29), inFlight: 0 },
          },
    fires: { 'credential-isolated': 2 },
  },
  'a secret that was rotated at the provider': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 0, wrongSignatures: 10 }),
    fires: { 'wrong-secret': 12 },
  },
  'a secret that was rotated at a provider that sends three webhooks an hour': {
    minutes: 12 * hour,
    from: 0,
    life: (minute) => ({ accepted: 0, wrongSignatures: minute % 20 === 0 ? 1 : 0 }),
    fires: { 'wrong-secret': 90 },
  },
  'a rotated secret whose provider has given up': {
    minutes: 12 * hour,
    from: 30,
    life: (minute) => ({ accepted: 0, wrongSignatures: minute >= 30 && minute < 60 ? 10 : 0 }),
    fires: { 'wrong-secret': 12 },
  },
  'a rotated secret that is mended at the provider, a quarter of an hour later': {
    minutes: 136,
    from: 30,
    life: (minute) => (minute < 30 || minute >= 120 ? {} : { accepted: 0, wrongSignatures: 10 }),
    fires: { 'wrong-secret': 12 },
    over: ['wrong-secret'],
  },
  'a rotated secret that is mended with three webhooks an hour, a quarter of an hour later': {
    minutes: 136,
    from: 0,
    life: (minute) => ({
      accepted: minute === 120 ? 1 : 0,
      wrongSignatures: minute % 20 === 0 && minute < 120 ? 1 : 0,
    }),
    fires: { 'wrong-secret': 90 },
    over: ['wrong-secret'],
  },
  'a secret that is added for a rotated one, and verified by an environment that saw nothing': {
    minutes: 10 * hour,
    from: 30,
    life: (minute) => ({
      accepted: minute === 9 * hour ? 1 : 0,
      wrongSignatures: minute >= 30 && minute < 60 ? 10 : 0,
      ...(minute >= 8 * hour && { secretAdded: 8 * hour, newVerifier: minute === 8 * hour }),
    }),
    fires: { 'wrong-secret': 12 },
    over: ['wrong-secret'],
  },
  'an attack beside webhooks that keep arriving': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { wrongSignatures: 60, unsigned: 140 }),
    fires: { 'rejected-requests': 16 },
  },
  'a queue that takes nothing': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 0, faults: 10 }),
    fires: { 'verifier-faults': 4 },
  },
  'an integration without a secret, with six webhooks an hour': {
    minutes: 4 * hour,
    from: 30,
    life: (minute) => ({ accepted: 0, faults: minute >= 30 && minute % 5 === 0 ? 1 : 0 }),
    fires: { 'verifier-faults': 16 },
  },
  'answers that take nearly as long as providers wait': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 20, latencyMs: 8_000 }),
    fires: { 'verifier-latency': 16 },
  },
  'a rush that API Gateway cuts off': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 500, turnedAway: 100 }),
    fires: { 'requests-throttled': 10 },
  },
  'an account without concurrency': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { accepted: 50, throttled: 50 }),
    fires: { 'verifier-throttled': 10, 'verifier-faults': 5 },
  },
  'a governor that dies': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => ({ governorRuns: minute < 30 }),
    fires: { 'governor-silent': 10 },
  },
  'a mapping that somebody switched off': {
    minutes: 2 * hour,
    from: 30,
    life: (minute) => (minute < 30 ? {} : { mappingWrong: true }),
    fires: { 'mapping-wrong': 7 },
  },
  'a dead letter that nobody looked at': {
    minutes: 2 * hour,
    from: 60,
    life: (minute) => ({ deadLetters: 1, deadLetterSeconds: 11 * 86_400 + (minute - 60) * 60 }),
    fires: { 'dead-letters': 62, 'dead-letters-expiring': 16 },
  },
  'a dead letter that is replayed a few minutes after it has lain too long': {
    minutes: 2 * hour,
    from: 0,
    life: (minute) =>
      minute < 65
        ? { deadLetters: 1, deadLetterSeconds: 11 * 86_400 + (minute - 60) * 60 }
        : { deadLetters: 0 },
    fires: { 'dead-letters': 2 },
    over: ['dead-letters'],
  },
  'a pause that somebody forgot': {
    minutes: 26 * hour,
    from: 24 * hour,
    life: () => ({
      accepted: 1,
      done: 0,
      held: true,
      pausedByPersonSince: 0,
      queue: { visible: 1_000, inFlight: 0 },
    }),
    fires: { 'held-by-person': 7 },
  },
};
