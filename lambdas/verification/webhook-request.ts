/** An HTTP request as the engine sees it; API Gateway's own shape ends at the verifier's edge. */
export interface WebhookRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** Raw query string without the `?`, byte for byte; empty if there was none. */
  readonly query: string;
  /** Lower-case names. A header that came more than once holds its values joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, byte for byte. */
  readonly body: Buffer;
}

/** An HTTP answer in the form a provider wants it. */
export interface Answer {
  readonly status: number;
  /** @default none */
  readonly contentType?: string;
  /** @default empty */
  readonly body?: string;
  /** Further headers. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}
