import { httpCall } from '../../http/http-call.ts';
import { stageNames } from '../../../lib/names.ts';
import { EventStates } from '../../stage/event-states.ts';
import { LogFollower } from '../../stage/log-follower.ts';
import { demoCases } from '../demo/demo-cases.ts';
import { runCase, type CaseResult } from '../demo/run-case.ts';
import { targetOf, type DemoStage } from '../demo/demo-stage.ts';
import { VerifierJournal } from '../demo/verifier-journal.ts';
import type { Scenario } from './scenario.ts';

/** Clocks of a container and of this machine may differ a little. */
const clockSlackMs = 2_000;

/** More than environments of the verifier that cases have busy at once. */
const rousedAtOnce = 6;

/** Each needs new Lambda environments; more at once would only have them wait for the processor. */
const atOnce = 4;

export const firstRun: Scenario = {
  name: 'first-run',
  summary: 'Webhooks of ten providers: good, forged, stale, doubled, big, binary, failing',
  async run(stage, progress) {
    const { verifierFunction } = stageNames(stage.name);
    const log = new LogFollower(stage.config, [verifierFunction], Date.now() - clockSlackMs);
    const tools = {
      stage,
      verifier: new VerifierJournal(log, () => rouseVerifier(stage)),
      states: new EventStates(stage.config, stage.name),
    };
    const cases = demoCases(Date.now().toString(36));
    return progress.step('Sending webhooks and watching them', async (detail) => {
      const results: CaseResult[] = [];
      const waiting = [...cases.entries()];
      const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [place, demo] = next;
          results[place] = await runCase(demo, tools);
          detail(`${Object.keys(results).length} of ${cases.length}: ${demo.name}`);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return results;
    });
  },
};

/** Asks for an integration that does not exist: 404, and no line on any that does. */
async function rouseVerifier(stage: DemoStage): Promise<void> {
  const url = targetOf(stage, 'stripe-orders').url.replace(/[^/]+$/, 'nobody');
  const ask = () => httpCall(url, { method: 'POST', nextStep: 'Run `npm start` again.' });
  await Promise.allSettled(Array.from({ length: rousedAtOnce }, ask));
}
