/** What a dashboard's functions know of one integration without asking AWS. */
export interface StageTableEntry {
  readonly name: string;
  /** Id of the provider. */
  readonly provider: string;
  /** Names of the upstreams that it calls. */
  readonly upstreams: readonly string[];
}

/**
 * The integrations of a stage, by name. Written at synth and bundled as `#stage-table`: nobody may list
 * the queues of one stage alone, and an integration that comes or goes changes no template but its own.
 */
export type StageTable = readonly StageTableEntry[];

/** Names of all upstreams, each once. */
export function upstreamsIn(table: StageTable): string[] {
  return [...new Set(table.flatMap(({ upstreams }) => upstreams))].sort();
}
