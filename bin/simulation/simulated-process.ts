import type { Clock, Random } from '../../lambdas/runtime/clock.ts';
import type { FinalFailure, Hazards } from './hazards.ts';
import { between } from './seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long something takes, in milliseconds. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

export interface ProcessSettings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly hazards: Hazards;
  /** How far its clock is ahead. */
  readonly clockOffsetMs: number;
  readonly networkMs: NetworkTimes;
}

/** Between a process and an AWS service. A way of 0 is gone at once, also while time stands still. */
export interface NetworkTimes {
  readonly there: Span;
  readonly back: Span;
}

/** How long an SDK waits for an answer that does not come, before it tries again. */
const unansweredMs = 3_000;

/** The request was given up: whether it was carried out is not known. */
export class UnansweredError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Where code of ours runs: one environment of a Lambda. It has a clock, which may be off, and can end at
 * any moment at which its code waits for something; whatever it waited for then never comes.
 */
export class SimulatedProcess {
  readonly #settings: ProcessSettings;
  readonly #onEnd: (() => void)[] = [];
  #isAlive = true;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
  }

  readonly clock: Clock = {
    now: () => this.#settings.time.now() + this.#settings.clockOffsetMs,
    sleep: (durationMs, signal) => this.#sleep(durationMs, signal),
  };

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get hazards(): Hazards {
    return this.#settings.hazards;
  }

  /** Its code never goes on from where it waits. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const tell of this.#onEnd.splice(0)) tell();
  }

  /** Told once, when it is killed. */
  whenKilled(tell: () => void): void {
    this.#onEnd.push(tell);
  }

  /** Begins a piece of work, by the process's own clock. */
  start(work: () => void): void {
    this.#later(0, work);
  }

  /**
   * Asks a service. It answers when it is reached; each answer that does not come costs a while, and one
   * more try, as an SDK makes it.
   *
   * @param tries in all
   * @param callSite names the calling code; evaluated only if calls fail by call site
   * @throws what `serve` throws, and UnansweredError where no answer came
   */
  ask<Answer>(serve: () => Answer, tries: number, callSite?: () => string): Promise<Answer> {
    const failure = callSite && this.#settings.hazards.finalFailure(callSite);
    return new Promise((resolve, reject) => {
      this.#ask(serve, tries, failure, resolve, reject);
    });
  }

  /** Without a promise between its steps: there are tens of millions of them in a long run. */
  #ask<Answer>(
    serve: () => Answer,
    tries: number,
    failure: FinalFailure | undefined,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
  ): void {
    const { hazards } = this.#settings;
    this.#travel('there', () => {
      const isServed = failure !== 'request-lost' && !hazards.strikes('requestLost');
      const tell = isServed ? outcomeOf(serve, resolve, reject) : undefined;
      this.#travel('back', () => {
        const isAnswered = tell !== undefined && failure === undefined;
        if (isAnswered && !hazards.strikes('answerLost')) return tell();
        this.#later(unansweredMs, () => {
          if (tries > 1) this.#ask(serve, tries - 1, failure, resolve, reject);
          else reject(new UnansweredError('No answer came.'));
        });
      });
    });
  }

  #travel(way: keyof NetworkTimes, arrive: () => void): void {
    const { random, networkMs } = this.#settings;
    const { least, most } = networkMs[way];
    if (most === 0) arrive();
    else this.#later(between(random, least, most), arrive);
  }

  #sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        appointment.cancel();
        reject(signal?.reason);
      };
      const appointment = this.#later(durationMs, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  #later(durationMs: number, goOn: () => void) {
    const { time, hazards, clockOffsetMs } = this.#settings;
    const act = () => {
      if (this.#isAlive && hazards.strikes('killed')) this.kill();
      if (this.#isAlive) goOn();
    };
    return time.at(time.now() + durationMs, act, clockOffsetMs);
  }
}

/** What a service does now, and how it will be told. */
function outcomeOf<Answer>(
  serve: () => Answer,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const answer = serve();
    return () => {
      resolve(answer);
    };
  } catch (error) {
    return () => {
      reject(error);
    };
  }
}
