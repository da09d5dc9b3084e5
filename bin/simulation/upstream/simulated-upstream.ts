import type { Random } from '../../../lambdas/runtime/clock.ts';
import type { Hazards } from '../hazards.ts';
import { between } from '../seeded-random.ts';
import { happens, type Span } from '../simulated-process.ts';
import type { VirtualTime } from '../virtual-time.ts';

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What becomes of a request, and after how long. */
export type UpstreamReaction =
  | {
      readonly kind: 'answers';
      readonly status: number;
      readonly body: string;
      readonly afterMs: number;
    }
  /** No connection stands: nothing was sent. */
  | { readonly kind: 'refuses'; readonly afterMs: number }
  /** The connection breaks after the request has gone out. */
  | { readonly kind: 'breaks-off'; readonly afterMs: number }
  /** Nothing ever comes. */
  | { readonly kind: 'hangs' };

/** How an upstream is down. */
export type Outage = 'refuses' | 'errors' | 'hangs';

export interface UpstreamSettings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly hazards: () => Hazards;
  /** From the request to its answer. */
  readonly answerMs: Span;
  /** Told of each effect, with the body of the request that caused it. */
  readonly onEffect: (body: string) => void;
}

/**
 * An API that creates something for each POST, once for each idempotency key; it answers a repeated key
 * with what it answered before.
 */
export class SimulatedUpstream {
  readonly #settings: UpstreamSettings;
  readonly #done = new Set<string>();
  /** Undefined while it is well. */
  outage: Outage | undefined;
  /** Told of each request, also of those that do not get through. */
  onCall: (request: UpstreamRequest) => void = () => undefined;

  constructor(settings: UpstreamSettings) {
    this.#settings = settings;
  }

  react(request: UpstreamRequest): UpstreamReaction {
    this.onCall(request);
    const { random, hazards, answerMs } = this.#settings;
    const afterMs = between(random, answerMs.least, answerMs.most);
    switch (this.outage) {
      case 'refuses':
        return { kind: 'refuses', afterMs: 5 };
      case 'errors':
        return { kind: 'answers', status: 503, body: 'down', afterMs };
      case 'hangs':
        return { kind: 'hangs' };
      case undefined: {
        const { upstreamRefuses, upstreamSilent } = hazards();
        if (happens(upstreamRefuses, random)) {
          return { kind: 'answers', status: 503, body: 'try again', afterMs };
        }
        this.#act(request);
        if (happens(upstreamSilent, random)) return { kind: 'breaks-off', afterMs };
        return { kind: 'answers', status: 200, body: '{"created":true}', afterMs };
      }
    }
  }

  /** Its key cannot come again: what it remembers of it takes room for nothing. */
  forget(key: string): void {
    this.#done.delete(key);
  }

  #act({ method, headers, body }: UpstreamRequest): void {
    if (method !== 'POST') return;
    const key = headers['idempotency-key'];
    if (key === undefined) throw new TypeError('The simulated upstream takes keys; none came.');
    if (this.#done.has(key)) return;
    this.#done.add(key);
    this.#settings.onEffect(body);
  }
}
