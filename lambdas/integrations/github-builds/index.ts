import { defineIntegration } from '../../contract/define-integration.ts';

/**
 * A sample to learn from: no code, each event goes on to an endpoint of yours, signed in the Standard
 * Webhooks way, at least once with a stable `webhook-id`.
 */
export default defineIntegration({
  name: 'github-builds',
  provider: 'github',
  types: ['push'],
  forward: 'https://builds.example.com/github',
});
