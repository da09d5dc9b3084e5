import type { LocalClientConfig } from '../local/local-aws.ts';

/** How long a client waits for an answer. */
interface ClientPatience {
  readonly requestHandler?: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** What every AWS SDK client is made with: a local endpoint, or AWS itself where none is named. */
export type ClientConfig = (LocalClientConfig | Record<never, never>) & ClientPatience;
