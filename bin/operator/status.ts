import type { SecretProblems } from '../../lambdas/operations/integration-status.ts';
import { nameOf, readStageHealth } from '../stage/read-stage-health.ts';
import { StageAccess } from '../stage/stage-access.ts';
import { readStatus } from '../stage/read-status.ts';
import { whenSlow } from '../terminal/when-slow.ts';
import type { Command } from './command.ts';
import { listedIntegrations } from './integration-list.ts';
import { readSecretProblems } from './secret/secret-problems.ts';
import { connectToStage } from './stage-connection.ts';
import { statusJson, statusText, type StageStatus } from './status-text.ts';
import { doneOf } from '../terminal/done-of.ts';

export const status: Command = {
  name: 'status',
  summary:
    'Show alarms and every integration at a glance; exit status 1 if something needs a person',
  parameters: [],
  options: {},
  examples: ['status --stage prod', 'status --json'],
  details:
    'Reads alarms, counts, states, indexes and secrets, whose values it never shows. It receives and changes nothing.\n' +
    'Each line that needs you names the cause, its effect on events, and what to do next.',
  async run({ stage: stageName, progress }) {
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const names = await stage.chosen(undefined);
    const now = Date.now();
    const secrets = await secretsLook(stage);
    const [integrations, health] = await whenSlow(progress, `Looking at ${stageName}`, (detail) =>
      Promise.all([
        readStatus(stage, names, now, {
          secretsOf: secrets.of,
          onProgress: (done) => {
            detail(doneOf(done, names.length));
          },
        }),
        readStageHealth(stage),
      ]),
    );
    const unread = [...health.unread, ...secrets.unread];
    const seen: StageStatus = { ...health, unread, integrations };
    const json = statusJson(seen);
    return {
      json,
      text: statusText(seen, { stage: stageName, now, stream: process.stdout }),
      needsAttention: !json.healthy,
    };
  },
};

/** Checks the secrets of listed integrations, and records which of them it is not allowed to read. */
async function secretsLook(stage: StageAccess) {
  const unread = new Set<string>();
  const integrations = await listedIntegrations(stage.stage).catch((error: unknown) => {
    unread.add(
      `Secrets were not checked: this checkout's integrations do not load (${nameOf(error)}).`,
    );
    return [];
  });
  const of = async (name: string): Promise<SecretProblems | undefined> => {
    const integration = integrations.find((one) => one.name === name);
    if (integration === undefined) return undefined;
    try {
      return await readSecretProblems(stage, integration);
    } catch (error) {
      unread.add(`Secrets could not be read: ${nameOf(error)}.`);
      return undefined;
    }
  };
  return { of, unread };
}
