import {
  CredentialError,
  type CredentialSource,
} from '../../lambdas/upstream/credentials/credential-source.ts';

/** For upstreams that want none. */
export const noCredentials: CredentialSource = {
  current: async () => {
    throw new CredentialError('This test has no credentials.', { kind: 'refused' });
  },
  renewed: async () => undefined,
};
