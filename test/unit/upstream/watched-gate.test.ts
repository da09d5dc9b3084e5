import { expect, it } from '@jest/globals';
import { openGate, type Verdict } from '../../../lambdas/upstream/gate.ts';
import { WatchedGate } from '../../../lambdas/upstream/watched-gate.ts';

async function callsAfter(verdict: Verdict): Promise<number> {
  const gate = new WatchedGate(openGate);
  const admission = await gate.admit({
    ...{ upstream: 'crm', endpoint: 'default', unrepeatable: false, eventId: 'e', attemptMs: 1 },
  });
  if (admission.kind !== 'held-back') await admission.report(verdict);
  expect(gate.calls('erp')).toBe(0);
  return gate.calls('crm');
}

it('counts calls that say something about their upstream, and no others', async () => {
  expect(await callsAfter({ kind: 'alive' })).toBe(1);
  expect(await callsAfter({ kind: 'failed' })).toBe(1);
  expect(await callsAfter({ kind: 'none' })).toBe(0);
});
