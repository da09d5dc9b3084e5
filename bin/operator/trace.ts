import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { dayMs, queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import { Pace } from '../../lambdas/operations/pace.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { DeadLetterOffice } from '../../lambdas/operations/dead-letter-office.ts';
import { EventFinder } from '../stage/event-finder.ts';
import { StageAccess } from '../stage/stage-access.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import { whenSlow } from '../terminal/when-slow.ts';
import type { Command } from './command.ts';
import { connectToStage } from './stage-connection.ts';
import { parseMoment } from './time-words.ts';
import { refusalText, traceText } from './trace-text.ts';

/** CloudWatch Logs answers five searches a second, all of an account's together. */
const searchesPerSecond = 4;

export const trace: Command = {
  name: 'trace',
  summary:
    'Tell the life of one event: received, each attempt, each upstream call, outcomes, replays',
  parameters: ['correlation or event id'],
  options: {
    integration: { type: 'string', value: 'name', summary: 'Only of this integration' },
    since: {
      type: 'string',
      value: 'time',
      summary: `How far back logs are read (default: ${String(2 * queueRetentionDays)}d, or what the id tells)`,
    },
  },
  examples: ['trace evt_1QXy --stage prod', 'trace 01a209e0-afe6-784f-8a56-8f49fc8bb96e --json'],
  details:
    'Reads the logs of the verifier and of the processor, and the records of event, steps and dead letters.\n' +
    'Lines are there for as long as the stage keeps logs (logRetentionDays); records outlive them.',
  async run({ stage: stageName, parameters: [id = ''], options, progress }) {
    const now = Date.now();
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const integrations = await stage.chosen(options['integration'] as string | undefined);
    const since = options['since'];
    const finder = new EventFinder(
      stage,
      new DeadLetterOffice(stage),
      new CloudWatchLogsClient(stage.config),
      new Pace(searchesPerSecond, systemClock),
    );
    const earliest =
      typeof since === 'string' ? parseMoment(since, now) : now - 2 * queueRetentionDays * dayMs;
    const from = typeof since === 'string' ? earliest : Math.max(earliest, mintedAt(id) ?? 0);
    const { traces, refusals } = await whenSlow(progress, `Looking for ${id}`, (detail) =>
      finder.find(id, integrations, { from, earliest }, detail),
    );
    if (traces.length + refusals.length === 0) {
      throw new ExplainedError(`Nothing of "${id}" was found in stage "${stageName}".`, {
        nextStep:
          'Is it the provider’s event id, or the correlation id from a log line? Check --stage and --since.\n' +
          'A webhook that was refused has no event id, only the correlation id of its line in the verifier’s log.',
      });
    }
    return {
      json: { traces, refusals },
      text: [...traces.map((one) => traceText(one)), ...refusals.map(refusalText)].join('\n\n'),
    };
  },
};

/** Correlation ids are UUIDs of version 7, which begin with the time: nothing was logged before it. */
function mintedAt(id: string): number | undefined {
  const [, high = '', low = ''] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(id) ?? [];
  return high === '' ? undefined : parseInt(high + low, 16) - 60_000;
}
