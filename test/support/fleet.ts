import { randomUUID } from 'node:crypto';
import { systemClock, systemRandom } from '../../lambdas/runtime/system-clock.ts';
import type { Log } from '../../lambdas/runtime/log.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';
import { createCredentialSource } from '../../lambdas/upstream/credentials/create-credential-source.ts';
import type { CredentialSource } from '../../lambdas/upstream/credentials/credential-source.ts';
import type { SecretReader } from '../../lambdas/upstream/credentials/secret-reader.ts';
import type { TokenStore } from '../../lambdas/upstream/credentials/token-record.ts';
import { connectionPools, type ConnectionPools } from '../../lambdas/upstream/connection-pools.ts';
import { recordingLog } from './recording-log.ts';

/** One environment's credentials; several of them with one store are a fleet. */
export function environmentCredentials(
  store: TokenStore,
  secrets: SecretReader,
  options: { readonly clock?: Clock; readonly pools?: ConnectionPools; readonly log?: Log } = {},
): CredentialSource {
  return createCredentialSource({
    store,
    secrets,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: options.log ?? recordingLog().log,
    pools: options.pools ?? connectionPools(),
    newId: randomUUID,
  });
}
