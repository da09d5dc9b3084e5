import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { integrationNames } from '../../lib/names.ts';
import { LogFollower } from '../stage/log-follower.ts';
import type { LogLine } from '../stage/log-follower.ts';
import { StageAccess } from '../stage/stage-access.ts';
import { tailLine } from '../stage/tail-line.ts';
import type { Command, CommandCall } from './command.ts';
import { untilInterrupted } from './interrupt.ts';
import { connectToStage } from './stage-connection.ts';
import { parseMoment } from './time-words.ts';

/** CloudWatch Logs answers five searches a second, all of an account's together. */
const pauseBetweenLogsMs = 250;
const pauseBetweenRoundsMs = 1_000;

export const tail: Command = {
  name: 'tail',
  summary: 'Print outcomes as they happen, until Ctrl-C',
  parameters: [],
  options: {
    integration: { type: 'string', value: 'name', summary: 'Only of this integration' },
    since: { type: 'string', value: 'time', summary: 'Begin with what happened since then (5m)' },
    for: { type: 'string', value: 'time', summary: 'End after that time (30s, 10m)' },
  },
  examples: [
    'tail --stage prod',
    'tail --integration stripe-orders --since 10m',
    'tail --for 1m --json',
  ],
  details:
    'With --json, each outcome is one line of JSON: the log line of verifier or processor. On AWS lines\n' +
    'show some seconds late; with a hundred integrations one round through their logs takes half a minute.',
  async run(call) {
    const { stage: stageName, options, progress } = call;
    const now = Date.now();
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const integrations = await stage.chosen(options['integration'] as string | undefined);
    const functionNames = [
      stage.names.verifierFunction,
      ...integrations.map((name) => integrationNames(stageName, name).processorFunction),
    ];
    const since = momentOf(call, 'since', now) ?? now;
    const lasts = momentOf(call, 'for', now);
    const endsAt = lasts === undefined ? Infinity : now + (now - lasts);
    const followers = functionNames.map((name) => new LogFollower(stage.config, [name], since));
    progress.say(
      `Following ${String(integrations.length)} integrations of ${stageName}. Ctrl-C ends it.`,
    );
    await follow(followers, call, new Set(integrations), endsAt);
    return {};
  },
};

async function follow(
  followers: readonly LogFollower[],
  { json, print, progress }: CommandCall,
  integrations: ReadonlySet<string>,
  endsAt: number,
): Promise<void> {
  const { signal, release } = untilInterrupted(progress, 'Ending …');
  try {
    while (!signal.aborted && Date.now() < endsAt) {
      const round: LogLine[] = [];
      for (const follower of followers) {
        round.push(...(await follower.next()));
        await systemClock.sleep(pauseBetweenLogsMs, signal);
      }
      for (const line of round.sort((a, b) => a.at - b.at)) {
        const text = isOfOne(line, integrations) ? tailLine(line) : undefined;
        if (text !== undefined) await print(json ? JSON.stringify(line.fields) : text);
      }
      await systemClock.sleep(pauseBetweenRoundsMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    release();
  }
}

/** Or of none: a webhook for an integration that does not exist. */
function isOfOne({ fields }: LogLine, integrations: ReadonlySet<string>): boolean {
  const { integration } = fields;
  return typeof integration !== 'string' || integrations.has(integration);
}

function momentOf({ options }: CommandCall, name: string, now: number): number | undefined {
  const text = options[name];
  return typeof text === 'string' ? parseMoment(text, now) : undefined;
}
