/** One sender of webhooks, as data. */
export interface Provider {
  readonly id: string;
}
