/** Fewer in a row than this say nothing. */
const fewest = 5;

/** A row this long is a secret that does not fit, not somebody who tries the door. */
export const rotatedAfterSeconds = 600;

/**
 * How long one integration has had nothing but wrong signatures, as far as this environment saw. Only
 * what was verified ends it: other refusals say nothing about the secret.
 */
export class WrongSignatures {
  readonly #rows = new Map<string, { readonly since: number; readonly count: number }>();

  /** @returns seconds since the first in a row; undefined while it is a short row */
  refused(integration: string, now: number): number | undefined {
    const { since, count } = this.#rows.get(integration) ?? { since: now, count: 0 };
    this.#rows.set(integration, { since, count: count + 1 });
    return count + 1 < fewest ? undefined : (now - since) / 1_000;
  }

  verified(integration: string): void {
    this.#rows.delete(integration);
  }
}
