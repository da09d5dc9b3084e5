import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { Admission, GatedCall, Hold, UpstreamGate } from '../upstream/gate.ts';
import { breakerSettings } from './breaker-settings.ts';
import { Circuit, type CircuitDependencies } from './circuit.ts';
import type { Health } from './health.ts';

export type BreakerDependencies = Omit<CircuitDependencies, 'health'> & {
  readonly healthOf: (circuit: string) => Health;
};

/** The breakers of all upstreams that one environment calls. One circuit for each upstream's name. */
export class BreakerGate implements UpstreamGate {
  readonly #circuits = new Map<string, Circuit>();
  readonly #probed: ReadonlySet<string>;

  constructor(
    upstreams: readonly UpstreamDefinition[],
    { healthOf, ...dependencies }: BreakerDependencies,
  ) {
    this.#probed = new Set(
      upstreams.filter(({ breaker }) => breaker?.probe !== undefined).map(({ name }) => name),
    );
    for (const upstream of upstreams) {
      const health = healthOf(upstream.name);
      const settings = breakerSettings(upstream);
      const circuit = new Circuit(upstream.name, settings, { ...dependencies, health });
      this.#circuits.set(upstream.name, circuit);
    }
  }

  async admit(call: GatedCall): Promise<Admission> {
    const hasProbe = this.#probed.has(call.upstream);
    const admission = await this.#circuit(call.upstream).admit({
      eventId: call.eventId,
      mayProbe: hasProbe || !call.unrepeatable,
      attemptMs: call.attemptMs,
      credentialVersion: call.credentialVersion,
      released: call.released,
    });
    const isProbe = admission.kind === 'admitted' && admission.deadline !== undefined;
    return isProbe && hasProbe ? { ...admission, kind: 'probe-first' } : admission;
  }

  async holding(
    released: readonly string[],
  ): Promise<(Hold & { readonly upstream: string }) | undefined> {
    const holds = await Promise.all(
      [...this.#circuits].map(async ([upstream, circuit]) => {
        const hold = await circuit.holds(released.includes(upstream));
        return hold && { ...hold, upstream };
      }),
    );
    return holds.find((hold) => hold !== undefined);
  }

  exhausted(upstream: string, since: number): Promise<Hold | undefined> {
    return this.#circuit(upstream).exhausted(since);
  }

  #circuit(upstream: string): Circuit {
    const circuit = this.#circuits.get(upstream);
    if (circuit === undefined) throw new TypeError(`There is no breaker for "${upstream}".`);
    return circuit;
  }
}
