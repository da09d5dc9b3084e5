/** One request as the demo upstream saw it. */
export interface UpstreamRequest {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly path: string;
  /** `idempotency-key`, else `webhook-id`: what an upstream recognises a repetition by. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** The body as text, if it is small. */
  readonly bodyText: string | undefined;
  /** What it was answered; `hang` if it was left without an answer, `reset` if the upstream was down. */
  readonly answered: number | 'hang' | 'reset';
  /** Whether this request changed something: it was carried out, and its key had not been before. */
  readonly effect: boolean;
}

/** What the demo upstream does with one request. */
export interface PlannedAnswer {
  /** @default 200 */
  readonly status?: number;
  /** Whether the request is carried out before it is answered. @default status below 300 */
  readonly commits?: boolean;
  /** Never answers: the caller's patience or a crash ends the call. @default false */
  readonly hangs?: boolean;
  /** Seconds for a Retry-After header. @default none */
  readonly retryAfterSeconds?: number;
  /** Breaks the connection instead of answering, as an upstream that is down. @default false */
  readonly resets?: boolean;
}

const down: PlannedAnswer = { resets: true, commits: false };

/**
 * What an upstream that honours idempotency keys knows: which keys were carried out, and how often each
 * was asked for. Requests without a key are effects each time.
 */
export class UpstreamJournal {
  readonly requests: UpstreamRequest[] = [];
  readonly #plans = new Map<string, readonly PlannedAnswer[]>();
  readonly #asked = new Map<string, number>();
  readonly #done = new Set<string>();
  readonly #down = new Set<string>();

  /** From now on the n-th request of each key below `path` gets the n-th answer, and 200 after the last. */
  plan(path: string, answers: readonly PlannedAnswer[]): void {
    this.#plans.set(path, answers);
  }

  /** While it is down, every request to `path` and below it is broken off, whatever was planned. */
  setDown(path: string, isDown: boolean): void {
    if (isDown) this.#down.add(path);
    else this.#down.delete(path);
  }

  take(request: Omit<UpstreamRequest, 'answered' | 'effect'>): PlannedAnswer {
    const scoped = `${request.path} ${request.key}`;
    if ([...this.#down].some((path) => request.path.startsWith(path))) {
      this.requests.push({ ...request, effect: false, answered: 'reset' });
      return down;
    }
    const asked = this.#asked.get(scoped) ?? 0;
    this.#asked.set(scoped, asked + 1);
    const answer = this.#plans.get(request.path)?.[asked] ?? {};
    const status = answer.status ?? 200;
    const commits = answer.commits ?? (status < 300 && answer.hangs !== true);
    const effect = commits && (request.key === '' || !this.#done.has(scoped));
    if (commits) this.#done.add(scoped);
    this.requests.push({ ...request, effect, answered: answer.hangs === true ? 'hang' : status });
    return answer;
  }
}
