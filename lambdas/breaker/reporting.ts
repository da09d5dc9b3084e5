import type { Random } from '../runtime/clock.ts';
import type { FleetSize } from './fleet-view.ts';
import type { Tally } from './health-window.ts';

/** How much environments tell. Together they bound what a circuit costs, whatever the size of the fleet. */
export const reportingRules = {
  /** In calm: of all environments together … */
  calmReportsPerSecond: 4,
  /** … but never more than one report for so many successes. */
  leastSuccessesPerReport: 20,
  /** For so long after a failure an environment tells of every call … */
  alertMs: 10_000,
  /** … in reports that are this far apart … */
  alertReportEveryMs: 2_000,
  /** … and in a big fleet only of some, so that all together stay below this. */
  alertReportsPerSecond: 20,
  /** What is older is not told: it would count as of now. */
  longestDelayMs: 4_000,
} as const;

interface Pending extends Tally {
  readonly at: number;
}

/**
 * Decides what one environment tells the others, and when. Each call has the same weight in the end
 * (a report that only one in n makes counts n times), so that neither failures nor successes are
 * over-estimated, whoever meets them.
 */
export class Reporting {
  readonly #random: Random;
  #alertUntil = -Infinity;
  /** A failure was seen here, and no success was told since. */
  #owesSuccess = false;
  #pending: Pending[] = [];
  #reportedAt = -Infinity;
  /** How much of a calm report is due; at 1 it is. */
  #progress: number;

  constructor(random: Random) {
    this.#random = random;
    // From anywhere, so that each success is as likely as any other to be the one that is told.
    this.#progress = random();
  }

  /** From now on for a while, tell of everything. */
  alert(now: number): void {
    this.#alertUntil = now + reportingRules.alertMs;
    this.#owesSuccess = true;
  }

  /** Takes note of a call. @returns what to tell by now */
  note(result: 'alive' | 'failed', now: number, fleet: FleetSize): Tally | undefined {
    if (result === 'failed') this.alert(now);
    if (now < this.#alertUntil || this.#owesSuccess) return this.#noteInAlert(result, now, fleet);
    // Whoever asks whether anybody was answered since that failure must find this.
    if (fleet.unanswered) return { failed: 0, alive: 1 };
    return this.#noteInCalm(fleet);
  }

  #noteInAlert(result: 'alive' | 'failed', now: number, fleet: FleetSize): Tally | undefined {
    const { longestDelayMs, alertReportEveryMs, alertReportsPerSecond } = reportingRules;
    this.#pending = [
      ...this.#pending.filter(({ at }) => now - at < longestDelayMs),
      { at: now, failed: result === 'failed' ? 1 : 0, alive: result === 'alive' ? 1 : 0 },
    ];
    if (now - this.#reportedAt < alertReportEveryMs) return undefined;
    const failed = this.#pending.reduce((sum, one) => sum + one.failed, 0);
    const alive = this.#pending.length - failed;
    this.#pending = [];
    this.#reportedAt = now;
    const reportsPerSecond = (fleet.environments * 1_000) / alertReportEveryMs;
    const oneIn = Math.ceil(reportsPerSecond / alertReportsPerSecond);
    if (this.#random() * oneIn >= 1) return undefined;
    if (alive > 0) this.#owesSuccess = false;
    return { failed: failed * oneIn, alive: alive * oneIn };
  }

  #noteInCalm({ callsPerSecond }: FleetSize): Tally | undefined {
    const { calmReportsPerSecond, leastSuccessesPerReport } = reportingRules;
    const perReport = Math.max(
      leastSuccessesPerReport,
      Math.ceil(callsPerSecond / calmReportsPerSecond),
    );
    // Among the pending ones there are no failures: the last alert outlived them.
    const successes = this.#pending.length + 1;
    this.#pending = [];
    this.#progress += successes / perReport;
    const due = Math.floor(this.#progress);
    this.#progress -= due;
    return due === 0 ? undefined : { failed: 0, alive: due * perReport };
  }
}
