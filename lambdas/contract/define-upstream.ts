import type { Credential } from './credentials.ts';
import type { StatusMeanings } from './status-meanings.ts';

export type { UpstreamClient } from './upstream-client.ts';

/** Declares an API that handlers call. Pure: synth validates it, the processor calls it. */
export function defineUpstream(definition: UpstreamDefinition): UpstreamDefinition {
  return definition;
}

/** An API that handlers call: where it is, how patient to be with it, and how it avoids repeats. */
export interface UpstreamDefinition {
  /** In logs, metrics and step records: lower-case letters, digits and dashes, at most 30. */
  readonly name: string;
  /** Paths of calls are appended to it. `http:` only for loopback. */
  readonly baseUrl: string;
  /**
   * What people are told is unavailable ("Payment processing is temporarily unavailable …").
   * @default the name
   */
  readonly label?: string;
  /** @default none: calls go out without credentials */
  readonly credential?: Credential;
  /** Sent with every call. Put no secrets here: that is what `credential` is for. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeouts?: Timeouts;
  /** Classes of calls that need other values, by a name that logs and metrics show. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>;
  /**
   * How a repeated call is kept from acting twice.
   * @default 'none': an ambiguous failure of a step is dead-lettered as `outcome-unknown`, because
   * repeating it could act twice and dropping it could lose it
   */
  readonly idempotency?: Idempotency;
  readonly retry?: RetryPolicy;
  /** Statuses that mean something else here than everywhere. */
  readonly statuses?: StatusMeanings;
  /** The circuit breaker that every environment shares. */
  readonly breaker?: BreakerOptions;
  /**
   * Bytes of a response; a longer one is cut off while it is read and counts as malformed.
   * @default 1_000_000
   */
  readonly responseLimitBytes?: number;
}

/** How long to wait for what. The guide's advice: read two to three times the usual p99. */
export interface Timeouts {
  /**
   * Milliseconds until the connection stands, TLS included. The host is down or unreachable after that.
   * @default 3_000
   */
  readonly connectMs?: number;
  /**
   * Milliseconds until the first byte of the response, and again between any two bytes.
   * @default 10_000
   */
  readonly readMs?: number;
  /**
   * Milliseconds of one request from its start to the last byte of the response; a body that drips
   * for ever is cut off here. Always inside what is left of the run.
   * @default connectMs + 2 × readMs
   */
  readonly totalMs?: number;
}

/** A class of calls to one upstream. */
export interface Endpoint extends Timeouts {
  /** Which calls: a method (or `*`) and a path, where `*` stands for any characters: `GET /reports/*`. */
  readonly match: string;
  readonly statuses?: StatusMeanings;
  readonly responseLimitBytes?: number;
  /**
   * What a 403 is about: one resource (only that event is dead-lettered as `forbidden`), or the
   * credential as such (the upstream is isolated at once, the events are held).
   * @default 'resource'
   */
  readonly forbiddenMeans?: 'resource' | 'credential';
}

export const defaultRecoveryCallsPerSecond = 100;

/** How an upstream that is down is left alone, and found to be up again. */
export interface BreakerOptions {
  /**
   * A path that only reads (`GET` is sent), and tells whether the upstream works. It is asked instead of
   * gambling a real event. Needed where the upstream has neither keys nor lookups.
   * @default none: a waiting event is let through to find out
   */
  readonly probe?: string;
  /**
   * Milliseconds that the breaker stays open at first, ±20 %; twice as long with each failed probe, up to
   * `longestOpenMs`. At most 37_500.
   * @default 30_000
   */
  readonly openMs?: number;
  /**
   * Longest time, in milliseconds, until the next probe, ±20 %. At most 37_500, so that an upstream that is down is
   * probed at least every 45 s.
   * @default 37_500
   */
  readonly longestOpenMs?: number;
  /**
   * Events a second, of all integrations together, that are released after an outage; new events wait behind those
   * that have waited. An event that makes several calls to this upstream makes them all: divide what the upstream
   * bears by their number. Take more than usually arrive, or the backlog never ends.
   * @default 100
   */
  readonly recoveryCallsPerSecond?: number;
}

/**
 * - a key: the upstream recognises a repeat by it
 * - `lookup`: it knows no keys; each step brings a `lookup` that asks whether it has happened already
 * - `none`: neither
 */
export type Idempotency = IdempotencyKey | 'lookup' | 'none';

/** The upstream takes a key and answers a repeat with the first result instead of acting again. */
export type IdempotencyKey = {
  /**
   * Hours for which the upstream remembers a key. After that a repeat would act again, so an
   * outcome that is still unknown then is looked up or dead-lettered.
   * @default 24
   */
  readonly keyLifetimeHours?: number;
  /**
   * True where the upstream remembers its own errors under the key, so that the same key brings the
   * same 5xx for ever (Stripe). The step is then looked up after a 5xx.
   * @default false
   */
  readonly storesErrors?: boolean;
} & (
  | { readonly header: string; readonly jsonField?: undefined; readonly query?: undefined }
  /** A top-level field of the JSON body, for example `reference_id`. */
  | { readonly jsonField: string; readonly header?: undefined; readonly query?: undefined }
  | { readonly query: string; readonly header?: undefined; readonly jsonField?: undefined }
);

/** When a failed call comes again. */
export interface RetryPolicy {
  /**
   * `full-jitter` waits a random time up to min(cap, base × factor^n); `guide` waits
   * min(base × factor^n + a random time up to base, cap), which stops spreading at the cap.
   * @default 'full-jitter'
   * @see docs/adr/0030-full-jitter.md for the measured difference
   */
  readonly formula?: BackoffFormula;
  /** @default 1_000 */
  readonly baseMs?: number;
  /** @default 2 */
  readonly factor?: number;
  /** @default 60_000 */
  readonly capMs?: number;
  /**
   * Requests of one call within its event's first run, 1 to 3, as long as the pauses between them
   * stay under two seconds. Later runs ask once; the queue does the waiting.
   * @default 2
   */
  readonly attemptsHere?: number;
}

export type BackoffFormula = 'full-jitter' | 'guide';
