import { MatchersV3, PactV4, Verifier } from '@pact-foundation/pact';
import type { CredentialSource } from '../../lambdas/upstream/credentials/credential-source.ts';
import { startUpstream, type Reaction } from './upstream-server.ts';

export const { like, regex, uuid } = MatchersV3;

/** The contract between an integration (its consumer) and the API it calls, kept in `directory`. */
export function contract(consumer: string, provider: string, directory: string): PactV4 {
  return new PactV4({ consumer, provider, dir: directory, logLevel: 'error' });
}

/**
 * Replays the contract against a provider: one of our own that reacts so, or the real one at its URL.
 * Rejects where it does not keep to it.
 */
export async function verifyContract(
  file: string,
  provider: string,
  at: Reaction | URL,
): Promise<void> {
  if (at instanceof URL) return verifyAt(file, provider, at);
  const server = await startUpstream(at);
  try {
    await verifyAt(file, provider, new URL(server.url));
  } finally {
    await server.close();
  }
}

async function verifyAt(file: string, provider: string, url: URL): Promise<void> {
  await new Verifier({
    provider,
    providerBaseUrl: url.href,
    pactUrls: [file],
    logLevel: 'error',
  }).verifyProvider();
}

/** A token as the contract has it, whatever the secret holds. */
export const contractCredentials: CredentialSource = {
  current: () =>
    Promise.resolve({
      headers: { authorization: 'Bearer contract' },
      version: '1',
      grantVersion: '1',
      secrets: ['contract'],
    }),
  renewed: () => Promise.resolve(undefined),
};
