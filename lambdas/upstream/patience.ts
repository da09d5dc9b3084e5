import type { Clock } from '../runtime/clock.ts';

export interface PatienceLimits {
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
}

export type TimeoutCode = 'CONNECT_TIMEOUT' | 'READ_TIMEOUT' | 'TOTAL_TIMEOUT';

export class ExchangeTimeoutError extends Error {
  override readonly name = 'ExchangeTimeoutError';
  readonly code: TimeoutCode;
  constructor(code: TimeoutCode, afterMs: number) {
    super(`Nothing came within ${afterMs} ms`);
    this.code = code;
  }
}

/**
 * Watches one request: connecting, waiting for bytes, and all of it together. undici's own timers tick
 * every half second, and start over when a connection is lost; these follow the clock.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #limits: PatienceLimits;
  readonly #startedAt: number;
  readonly #over = new AbortController();
  #code: TimeoutCode = 'CONNECT_TIMEOUT';
  #phaseMs: number;
  #progressAt: number;

  constructor(limits: PatienceLimits, clock: Clock) {
    this.#clock = clock;
    this.#limits = limits;
    this.#phaseMs = limits.connectMs;
    this.#startedAt = this.#progressAt = clock.now();
  }

  /** The request goes out, or bytes have come: from now on, the next bytes are waited for. */
  progress(): void {
    this.#code = 'READ_TIMEOUT';
    this.#phaseMs = this.#limits.readMs;
    this.#progressAt = this.#clock.now();
  }

  /** Resolves with what ran out; never, where `end` comes first. */
  async runsOut(): Promise<ExchangeTimeoutError> {
    for (;;) {
      const totalAt = this.#startedAt + this.#limits.totalMs;
      const phaseAt = this.#progressAt + this.#phaseMs;
      const now = this.#clock.now();
      if (now >= totalAt) return new ExchangeTimeoutError('TOTAL_TIMEOUT', this.#limits.totalMs);
      if (now >= phaseAt) return new ExchangeTimeoutError(this.#code, this.#phaseMs);
      await this.#clock.sleep(Math.min(totalAt, phaseAt) - now, this.#over.signal);
    }
  }

  end(): void {
    // Named, because the reason it gets otherwise is made with a stack.
    this.#over.abort('ended');
  }
}
