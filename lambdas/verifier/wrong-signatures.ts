/** Fewer in a row than this say nothing. */
const fewest = 5;

/** A row this long is a secret that does not fit, not somebody who tries the door. */
export const rotatedAfterSeconds = 600;

/** So long after a row, and after a secret was added, a webhook that verifies is worth telling. */
const rowProvedMs = 3_600_000;
const secretProvedMs = 24 * 3_600_000;

/**
 * How long one integration has had nothing but wrong signatures, as far as this environment saw. Only
 * what was verified ends it: other refusals say nothing about the secret.
 */
export class WrongSignatures {
  readonly #rows = new Map<string, { readonly since: number; readonly count: number }>();
  readonly #endedAt = new Map<string, number>();

  /** @returns seconds since the first in a row; undefined while it is a short row */
  refused(integration: string, now: number): number | undefined {
    const { since, count } = this.#rows.get(integration) ?? { since: now, count: 0 };
    this.#rows.set(integration, { since, count: count + 1 });
    return count + 1 < fewest ? undefined : (now - since) / 1_000;
  }

  /**
   * @param secretSince when the secret was added that verified it, as far as that is known
   * @returns whether it shows that a secret works which did not before, or may not have: the row may have
   * been seen by other environments, and whoever mends a secret adds one
   */
  verified(integration: string, now: number, secretSince?: number): boolean {
    const { count } = this.#rows.get(integration) ?? { count: 0 };
    this.#rows.delete(integration);
    if (count >= fewest) this.#endedAt.set(integration, now);
    const endedAt = this.#endedAt.get(integration);
    return isWithin(rowProvedMs, endedAt, now) || isWithin(secretProvedMs, secretSince, now);
  }
}

function isWithin(ms: number, moment: number | undefined, now: number): boolean {
  return moment !== undefined && Math.abs(now - moment) < ms;
}
