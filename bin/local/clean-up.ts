import { onInterruption, statusOf } from '../terminal/on-interruption.ts';

/** What has to be undone when we end, whatever ends us. Last begun, first undone. */
export class CleanUp {
  readonly #actions: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(action: () => Promise<void>): void {
    this.#actions.push(action);
  }

  run(): Promise<void> {
    this.#running ??= (async () => {
      for (const action of this.#actions.toReversed()) await action();
    })();
    return this.#running;
  }

  /** Ends the process by a signal's usual status, cleaned up; a second signal does not wait for that. */
  onSignals(announce: () => void): void {
    onInterruption({
      signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
      first: (signal) => {
        announce();
        void this.run().finally(() => process.exit(statusOf(signal)));
      },
      again: (signal) => process.exit(statusOf(signal)),
    });
  }
}
