import { describe, expect, it } from '@jest/globals';
import integration from '../../../lambdas/integrations/github-builds/index.ts';
import sampleEvent from '../../../lambdas/integrations/github-builds/sample-event.json' with { type: 'json' };
import { runIntegration } from '../../support/run-integration.ts';

describe('github-builds', () => {
  it('forwards the sample event as it came, signed for its endpoint', async () => {
    const { calls, sent, isSigned } = await runIntegration(integration, sampleEvent);

    expect(calls.map(({ body }) => body.toString())).toEqual([sent.body.toString()]);
    expect(calls.every(isSigned)).toBe(true);
  });
});
