import type { SimulatedProcess, Span } from '../../simulated-process.ts';
import type { Appointment, VirtualTime } from '../../virtual-time.ts';

/** What Lambda hands a function beside the event, as far as ours read it. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

export type Handler<Event, Result> = (event: Event, context: InvocationContext) => Promise<Result>;

export type InvocationEnd<Result> =
  | { readonly kind: 'returned'; readonly result: Result }
  /** It threw, or its environment is gone: killed, or stopped by Lambda when its time was over. */
  | { readonly kind: 'failed' };

export interface FunctionSettings<Event, Result> {
  readonly time: VirtualTime;
  readonly newProcess: () => SimulatedProcess;
  /** What the function's module does when it is loaded. */
  readonly load: (process: SimulatedProcess) => Handler<Event, Result>;
  readonly timeoutMs: number;
  readonly coldStartMs: Span['most'];
  /** Lambda ends an environment that has not been used for so long. */
  readonly idleMs: number;
}

interface Environment<Event, Result> {
  readonly process: SimulatedProcess;
  handler: Handler<Event, Result> | undefined;
  idle: Appointment | undefined;
}

/** A Lambda function: environments that are made when they are needed, and serve one event at a time. */
export class SimulatedFunction<Event, Result> {
  readonly #settings: FunctionSettings<Event, Result>;
  readonly #idle: Environment<Event, Result>[] = [];
  readonly #busy = new Set<SimulatedProcess>();
  environmentsMade = 0;

  constructor(settings: FunctionSettings<Event, Result>) {
    this.#settings = settings;
  }

  /** @param ended told once */
  invoke(event: Event, ended: (end: InvocationEnd<Result>) => void): void {
    const { time, timeoutMs, coldStartMs } = this.#settings;
    const environment = this.#idle.pop() ?? this.#make();
    const { process } = environment;
    environment.idle?.cancel();
    this.#busy.add(process);

    let isOver = false;
    const end = (how: InvocationEnd<Result>) => {
      if (isOver) return;
      isOver = true;
      timer.cancel();
      this.#busy.delete(process);
      if (process.isAlive) this.#rest(environment);
      ended(how);
    };
    const startsAt = time.now() + (environment.handler === undefined ? coldStartMs : 0);
    const endsAt = startsAt + timeoutMs;
    const timer = time.at(endsAt, () => {
      process.kill();
    });
    process.whenKilled(() => {
      end({ kind: 'failed' });
    });
    time.at(startsAt, () => {
      process.start(() => {
        environment.handler ??= this.#settings.load(process);
        environment.handler(event, { getRemainingTimeInMillis: () => endsAt - time.now() }).then(
          (result) => {
            end({ kind: 'returned', result });
          },
          () => {
            end({ kind: 'failed' });
          },
        );
      });
    });
  }

  /** Ends an environment while it works. @returns false if all are idle */
  killOne(): boolean {
    const [process] = this.#busy;
    process?.kill();
    return process !== undefined;
  }

  /** Ends every environment, as a deploy does once what runs in it is done. */
  forgetIdle(): void {
    for (const { process, idle } of this.#idle.splice(0)) {
      idle?.cancel();
      process.kill();
    }
  }

  #make(): Environment<Event, Result> {
    this.environmentsMade += 1;
    return { process: this.#settings.newProcess(), handler: undefined, idle: undefined };
  }

  #rest(environment: Environment<Event, Result>): void {
    const { time, idleMs } = this.#settings;
    this.#idle.push(environment);
    environment.idle = time.at(time.now() + idleMs, () => {
      const place = this.#idle.indexOf(environment);
      if (place >= 0) this.#idle.splice(place, 1);
      environment.process.kill();
    });
  }
}
