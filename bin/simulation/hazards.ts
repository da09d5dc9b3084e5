import type { Random } from '../../lambdas/runtime/clock.ts';

/** What goes wrong by chance. Each is a probability, for each time at which it could. */
export interface HazardRates {
  /** A process that waits for something never goes on: its environment is gone. */
  readonly killed: number;
  /** A request to an AWS service does not arrive. */
  readonly requestLost: number;
  /** A request to an AWS service is carried out, and its answer does not come back. */
  readonly answerLost: number;
  /** A table refuses a write at every try of its client, and nothing is written. */
  readonly writeRefused: number;
  /** Every try of one call to an AWS service fails, so that the calling code sees the failure. */
  readonly callFailed: number;
  /** The queue hands a message out again though somebody has it, or has deleted it. */
  readonly duplicated: number;
  /** The upstream does what it was asked to, and the connection breaks before it says so. */
  readonly upstreamSilent: number;
  /** The upstream does what it was asked to half a minute later, when nobody waits for it any more. */
  readonly upstreamLate: number;
  /** The upstream answers 503 and does nothing. */
  readonly upstreamRefuses: number;
}

export type Hazard = keyof HazardRates;

const none: HazardRates = {
  killed: 0,
  requestLost: 0,
  answerLost: 0,
  writeRefused: 0,
  callFailed: 0,
  duplicated: 0,
  upstreamSilent: 0,
  upstreamLate: 0,
  upstreamRefuses: 0,
};

/** How each try of a call fails that fails finally. */
export type FinalFailure = 'request-lost' | 'answer-lost';

/** Decides what goes wrong, and counts it. */
export class Hazards {
  readonly #random: Random;
  #rates = none;
  #callSite: string | undefined;
  /** How often each has struck. */
  readonly struck: Record<Hazard, number> = { ...none };
  /** How often a call failed finally, for each call site that was reached while calls could fail. */
  readonly failuresByCallSite = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * Starts these hazards and stops all others.
   *
   * @param callSite where `callFailed` applies. @default everywhere
   */
  begin(rates: Partial<HazardRates>, callSite?: string): void {
    this.#rates = { ...none, ...rates };
    this.#callSite = callSite;
  }

  end(): void {
    this.#rates = none;
  }

  strikes(hazard: Hazard): boolean {
    const rate = this.#rates[hazard];
    // Chance is not asked where there is none to take, so that runs without hazards cost nothing.
    if (rate === 0 || this.#random() >= rate) return false;
    this.struck[hazard] += 1;
    return true;
  }

  /**
   * Whether a call fails at every try, and how. The first call of each site fails if calls can fail there.
   *
   * @param callSite see `callSiteOf`; evaluated only while calls fail
   */
  finalFailure(callSite: () => string): FinalFailure | undefined {
    if (this.#rates.callFailed === 0) return undefined;
    const site = callSite();
    const failures = this.failuresByCallSite.get(site) ?? 0;
    const canFail = this.#callSite === undefined || this.#callSite === site;
    const isStruck = canFail && (this.#random() < this.#rates.callFailed || failures === 0);
    this.failuresByCallSite.set(site, failures + (isStruck ? 1 : 0));
    if (!isStruck) return undefined;
    this.struck.callFailed += 1;
    return this.#random() < 0.5 ? 'request-lost' : 'answer-lost';
  }
}
