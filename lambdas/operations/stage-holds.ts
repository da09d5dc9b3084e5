import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import { stateName, untouched, type Snapshot } from '../breaker/snapshot.ts';
import type { BreakerStatus, IntegrationReading } from './integration-status.ts';

/**
 * What makes events of a stage wait on purpose: breakers of upstreams, and pauses by people. `status`
 * and `doctor` know both from here alone.
 */
export class StageHolds {
  readonly #store: Pick<BreakerStore, 'read'>;
  readonly #read = new Map<string, Promise<Snapshot>>();

  constructor(store: Pick<BreakerStore, 'read'>) {
    this.#store = store;
  }

  /** @param upstreams names of those that the integration calls */
  async breakersOf(upstreams: readonly string[]): Promise<BreakerStatus[]> {
    return Promise.all(
      upstreams.map(async (upstream) => {
        const snapshot = await this.#snapshot(upstream);
        return { upstream, state: stateName(snapshot), until: untilOf(snapshot) };
      }),
    );
  }

  /** Who has stopped the work on an integration's queue; undefined where nobody has. */
  async heldBy(upstreams: readonly string[]): Promise<IntegrationReading['held']> {
    const stopping = (await this.breakersOf(upstreams)).find(({ state }) =>
      ['open', 'half-open', 'isolated', 'forced-open'].includes(state),
    );
    return stopping && { by: 'breaker', why: `${stopping.upstream} is ${stopping.state}` };
  }

  /** Integrations that call the same upstream share one read. */
  #snapshot(upstream: string): Promise<Snapshot> {
    const reading =
      this.#read.get(upstream) ??
      this.#store.read(upstream).catch((error: unknown) => {
        // A stage that was deployed before there were breakers.
        if (error instanceof ResourceNotFoundException) return untouched;
        throw error;
      });
    this.#read.set(upstream, reading);
    return reading;
  }
}

/** ISO 8601; null where it has no end that is known. */
function untilOf({ mode, state }: Snapshot): string | null {
  if (mode.kind === 'forced-open' || mode.kind === 'forced-closed') {
    return mode.until === undefined ? null : new Date(mode.until).toISOString();
  }
  return mode.kind === 'auto' && state.kind === 'open'
    ? new Date(state.since + state.openForMs).toISOString()
    : null;
}
