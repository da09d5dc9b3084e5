import type { Admission, GatedCall, Hold, UpstreamGate } from './gate.ts';

/** A gate that counts the calls that really went to each upstream. */
export class WatchedGate implements UpstreamGate {
  readonly #gate: UpstreamGate;
  readonly #calls = new Map<string, number>();

  constructor(gate: UpstreamGate) {
    this.#gate = gate;
  }

  /** Calls so far that say something about the upstream. */
  calls(upstream: string): number {
    return this.#calls.get(upstream) ?? 0;
  }

  async admit(call: GatedCall): Promise<Admission> {
    const admission = await this.#gate.admit(call);
    if (admission.kind === 'held-back') return admission;
    return {
      ...admission,
      report: (verdict) => {
        if (verdict.kind !== 'none') this.#calls.set(call.upstream, this.calls(call.upstream) + 1);
        return admission.report(verdict);
      },
    };
  }

  exhausted(upstream: string, since: number): Promise<Hold | undefined> {
    return this.#gate.exhausted(upstream, since);
  }
}
