import type { LocalClientConfig } from '../local/local-aws.ts';

/** What every AWS SDK client is made with: a local endpoint, or nothing, which is AWS itself. */
export type ClientConfig = LocalClientConfig | Record<never, never>;
