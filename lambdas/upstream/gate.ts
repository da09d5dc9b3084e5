/**
 * Stands between a client and its upstream: the circuit breaker, and the one place where environments
 * tell each other until when an upstream asked to be left alone. Asked before each request.
 */
export interface UpstreamGate {
  admit(call: GatedCall): Promise<Admission>;
  /**
   * The hold of an upstream for which an event waits before it is run at all; a probe is let through.
   *
   * @param released upstreams for which the event has waited in line, and its turn has come
   */
  holding(released: readonly string[]): Promise<(Hold & { readonly upstream: string }) | undefined>;
  /**
   * An event has used up its attempts on failures of this upstream, or a step of it that nobody can repeat
   * has ended in doubt.
   *
   * @param since when it first failed, or how far back an answer counts; milliseconds since the Unix epoch
   * @returns a hold where nobody was answered since then either: the event shall wait, not die, unless it
   * is in doubt.
   */
  exhausted(upstream: string, since: number): Promise<Hold | undefined>;
}

export interface GatedCall {
  readonly upstream: string;
  /** Class of the call; `default` where none was declared. */
  readonly endpoint: string;
  /** True for a step without keys or lookup: a real event must not be gambled as a probe. */
  readonly unrepeatable: boolean;
  readonly eventId: string;
  /** Longest time that one request may take. */
  readonly attemptMs: number;
  /** Version of the credential that the call bears: another one than was refused lifts an isolation. */
  readonly credentialVersion?: string;
  /** The event has waited in line for the upstream, and its turn has come. */
  readonly released: boolean;
}

export type Admission =
  | {
      /** `probe-first`: send the upstream's declared probe, report on that, and ask again. */
      readonly kind: 'admitted' | 'probe-first';
      /** The request must be over by then (a probe's lease). Milliseconds since the Unix epoch. */
      readonly deadline?: number;
      /**
       * Told exactly once, also when the request never went out.
       * @returns a hold where the event shall wait instead of being retried or dead-lettered.
       */
      report(verdict: Verdict): Promise<Hold | undefined>;
    }
  | ({ readonly kind: 'held-back' } & Hold);

export interface Hold {
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** `in-line`: the upstream works, and events that have waited for it are released one after the other. */
  readonly cause: 'breaker-open' | 'asked-to-wait' | 'credential-refused' | 'in-line';
}

/** What one request says about the upstream's health. */
export type Verdict =
  /** An answer of an upstream that works: 2xx, and a definite no. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'failed' }
  /** 429, 408, 503 with Retry-After: alive, but nobody may call before `until`, where it is known. */
  | { readonly kind: 'busy'; readonly until: number | undefined }
  /** 401 with a fresh credential, or a 403 that the endpoint declares to be about the credential. */
  | { readonly kind: 'credential-refused'; readonly credentialVersion: string }
  /** A 403 about one resource; several distinct events without a success between are a credential's. */
  | { readonly kind: 'forbidden'; readonly eventId: string; readonly credentialVersion: string }
  /** No verdict: the request was given up for reasons of our own. */
  | { readonly kind: 'none' };

/** Lets everybody through. */
export const openGate: UpstreamGate = {
  admit: async () => ({ kind: 'admitted', report: async () => undefined }),
  holding: async () => undefined,
  exhausted: async () => undefined,
};
