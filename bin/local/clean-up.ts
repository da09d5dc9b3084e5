import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';
import { onInterruption, statusOf, type InterruptingSignal } from '../terminal/on-interruption.ts';
import { onOrphaned } from '../terminal/on-orphaned.ts';

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
    const end = (signal: InterruptingSignal): void => {
      announce();
      void this.run().finally(() => process.exit(statusOf(signal)));
    };
    onInterruption({
      signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
      first: end,
      again: (signal) => process.exit(statusOf(signal)),
    });
    const isNpmScript = optionalEnvironment('npm_lifecycle_event') !== undefined;
    if (isNpmScript) onOrphaned(() => end('SIGTERM'));
  }
}
