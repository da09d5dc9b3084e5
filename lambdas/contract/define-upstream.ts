/** An API that handlers call. */
export interface UpstreamDefinition {
  readonly name: string;
  readonly baseUrl: string;
}

/** What a handler calls an upstream with. */
export interface UpstreamClient {
  readonly name: string;
}
