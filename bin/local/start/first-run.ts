import { stageNames } from '../../../lib/names.ts';
import { EventStates } from '../../stage/event-states.ts';
import { LogFollower } from '../../stage/log-follower.ts';
import { demoCases } from '../demo/demo-cases.ts';
import { runCase } from '../demo/run-case.ts';
import { VerifierJournal } from '../demo/verifier-journal.ts';
import type { Scenario } from './scenario.ts';

/** Clocks of a container and of this machine may differ a little. */
const clockSlackMs = 2_000;

export const firstRun: Scenario = {
  name: 'first-run',
  summary: 'Webhooks of ten providers: good, forged, stale, doubled, big, binary, failing',
  async run(stage, progress) {
    const { verifierFunction } = stageNames(stage.name);
    const log = new LogFollower(stage.config, [verifierFunction], Date.now() - clockSlackMs);
    const tools = {
      stage,
      verifier: new VerifierJournal(log),
      states: new EventStates(stage.config, stage.name),
    };
    const cases = demoCases(Date.now().toString(36));
    return progress.step('Sending webhooks and watching them', (detail) => {
      let settled = 0;
      return Promise.all(
        cases.map(async (demo) => {
          const result = await runCase(demo, tools);
          detail(`${(settled += 1)} of ${cases.length}: ${demo.name}`);
          return result;
        }),
      );
    });
  },
};
