import type { Random } from '../../../lambdas/runtime/clock.ts';
import type { Hazards } from '../hazards.ts';
import { between } from '../seeded-random.ts';
import type { Span } from '../simulated-process.ts';
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
export type Outage = 'refuses' | 'errors' | 'hangs' | 'pages';

export interface UpstreamSettings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly hazards: Hazards;
  /** From the request to its answer. */
  readonly answerMs: Span;
  /** Whether it takes idempotency keys, and answers a repeated one without doing anything. */
  readonly takesKeys: boolean;
  /** Told of each effect, with the body of the request that caused it. */
  readonly onEffect: (body: string) => void;
}

/** When it has done what it was asked to too late. */
const lateMs = { least: 11_000, most: 40_000 };

/** An API that creates something for each POST, and finds it by its reference. */
export class SimulatedUpstream {
  readonly #settings: UpstreamSettings;
  /** By reference. `begun`: it is at it. */
  readonly #created = new Map<string, 'begun' | 'done'>();
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
      // A proxy in front of it serves its maintenance page.
      case 'pages':
        return { kind: 'answers', status: 200, body: '<html>Back soon</html>', afterMs };
      case undefined:
        if (hazards.strikes('upstreamRefuses')) {
          return { kind: 'answers', status: 503, body: 'try again', afterMs };
        }
        return request.method === 'POST'
          ? this.#create(request, afterMs)
          : { kind: 'answers', status: 200, body: this.#find(request), afterMs };
    }
  }

  /** Its reference cannot come again: what it remembers of it takes room for nothing. */
  forget(reference: string): void {
    this.#created.delete(reference);
  }

  #create(request: UpstreamRequest, afterMs: number): UpstreamReaction {
    const { time, random, hazards, takesKeys, onEffect } = this.#settings;
    const { reference } = JSON.parse(request.body) as { reference: string };
    const answer = { kind: 'answers', status: 200, body: '{"created":true}', afterMs } as const;
    if (takesKeys) {
      if (request.headers['idempotency-key'] !== reference) {
        throw new TypeError('The key is not that of the step.');
      }
      const before = this.#created.get(reference);
      if (before === 'done') return answer;
      if (before === 'begun') return { ...answer, status: 409, body: 'in progress' };
      this.#created.set(reference, 'begun');
    }
    const isLate = hazards.strikes('upstreamLate');
    const doneMs = isLate ? between(random, lateMs.least, lateMs.most) : afterMs / 2;
    time.at(time.now() + doneMs, () => {
      this.#created.set(reference, 'done');
      onEffect(request.body);
    });
    if (isLate) return { kind: 'hangs' };
    return hazards.strikes('upstreamSilent') ? { kind: 'breaks-off', afterMs } : answer;
  }

  #find({ path }: UpstreamRequest): string {
    const reference = new URL(path, 'https://simulated').searchParams.get('reference') ?? '';
    return JSON.stringify(this.#created.get(reference) === 'done' ? [{ created: true }] : []);
  }
}
