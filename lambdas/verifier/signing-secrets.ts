/** What is known of an integration's secrets at this moment. */
export type SecretReading =
  /** At least one; the one added last stands first. */
  | {
      readonly kind: 'secrets';
      readonly secrets: readonly string[];
      /** When the first of them was added, as far as anybody wrote it down; ms since the epoch. */
      readonly currentSince?: number;
    }
  /** Secrets Manager was reached, and there is nothing to verify with. */
  | { readonly kind: 'unusable'; readonly reason: UnusableReason; readonly detail: string }
  /** Secrets Manager cannot be reached. */
  | { readonly kind: 'unreachable'; readonly detail: string };

export type UnusableReason = 'no-secret' | 'unusable-secret' | 'secrets-refused';

export interface SigningSecrets {
  /** The secrets to verify with: a fresh copy, or an older one if Secrets Manager cannot be reached. */
  current(integration: string): Promise<SecretReading>;
  /**
   * Looks again after a signature failed under `failed`.
   *
   * @returns undefined if there is nothing newer to be had, because it was looked too recently
   */
  again(integration: string, failed: SecretReading): Promise<SecretReading | undefined>;
}
